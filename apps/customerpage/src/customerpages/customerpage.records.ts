import type { OwnRecords } from '@carshare/operations';
import { Customerpage } from './customerpage.entity.js';

/** What the customer is shown of an order, for the operator console. */
export const customerpageRecords: OwnRecords = async (reader, orderId) => {
  const page = await reader.find(Customerpage, { orderId });
  if (!page) return [];
  const { status, touchedAt, paymentId, deliveryId } = page;
  return [
    { what: 'customerpage', id: orderId, status, at: touchedAt.toISOString(), details: { paymentId, deliveryId } },
  ];
};
