import type { OwnRecords } from '@carshare/operations';
import { Adjustment } from '../adjustments/adjustment.entity.js';
import { sharedFields } from './order.dto.js';
import { Order } from './order.entity.js';

/** What the order service itself knows of an order, for the operator console. */
export const orderRecords: OwnRecords = async (reader, orderId) => {
  const order = await reader.find(Order, { id: orderId });
  if (!order) return [];
  const { id, status, ...shared } = sharedFields(order);
  const { traceId, attempts } = order;
  const dueAt = order.dueAt?.toISOString() ?? null;
  const refusal = order.refusalReason ?? order.refusal;
  const adjustments = await reader.findWhere(Adjustment, 'order_id = ? ORDER BY number', [orderId]);
  return [
    {
      what: 'order',
      id,
      status,
      at: order.updatedAt.toISOString(),
      details: {
        createdAt: order.createdAt.toISOString(),
        ...shared,
        traceId,
        attempts,
        dueAt,
        refusal,
      },
    },
    ...adjustments.map(recordOf),
  ];
};

function recordOf(adjustment: Adjustment): Awaited<ReturnType<OwnRecords>>[number] {
  const { id, status, updatedAt, number, reason, kind, amount, currency, attempts, dueAt, to } = adjustment;
  return {
    what: reason,
    id,
    status,
    at: updatedAt.toISOString(),
    details: {
      number,
      kind,
      amount: amount.major,
      currency,
      attempts,
      dueAt: dueAt?.toISOString() ?? null,
      to: to?.toISOString() ?? null,
    },
  };
}
