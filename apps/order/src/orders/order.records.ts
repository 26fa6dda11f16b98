import type { OwnRecords } from '@carshare/operations';
import { Order } from './order.entity.js';

/** What the order service itself knows of an order, for the operator console. */
export const orderRecords: OwnRecords = async (reader, orderId) => {
  const order = await reader.find(Order, { id: orderId });
  if (!order) return [];
  const { id, status, productId, qty, amount, currency, customerId, traceId, attempts } = order;
  const dueAt = order.dueAt?.toISOString() ?? null;
  const refusal = order.refusalReason ?? order.refusal;
  return [
    {
      what: 'order',
      id,
      status,
      at: order.updatedAt.toISOString(),
      details: {
        createdAt: order.createdAt.toISOString(),
        productId,
        qty,
        amount: amount.major,
        currency,
        customerId,
        traceId,
        attempts,
        dueAt,
        refusal,
      },
    },
  ];
};
