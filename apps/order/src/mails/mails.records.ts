import type { OwnRecords } from '@carshare/operations';
import { Mail } from './mail.entity.js';

/** The mails about an order for the operator console: kind and outcome, never the address. */
export const mailRecords: OwnRecords = async (reader, orderId) => {
  const mails = await reader.all(Mail, { orderId });
  return mails.map(({ id, kind, outcome, createdAt, settledAt, dueAt, attempts }) => ({
    what: 'mail',
    id,
    status: outcome ?? 'due',
    at: (settledAt ?? createdAt).toISOString(),
    details: { kind, attempts, dueAt: dueAt?.toISOString() ?? null },
  }));
};
