import type { OwnRecords } from '@carshare/operations';
import { toBookingView } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';

/** What delivery itself knows of an order, for the operator console. */
export const deliveryRecords: OwnRecords = async (reader, orderId) => {
  const delivery = await reader.find(Delivery, { orderId });
  if (!delivery) return [];
  const { id, status, paymentId } = delivery;
  const { handover, return: returned } = delivery;
  const details = {
    createdAt: delivery.createdAt.toISOString(),
    paymentId,
    ...toBookingView(delivery),
    ...(handover && { handedOverAt: handover.at.toISOString() }),
    ...(returned && { returnedAt: returned.at.toISOString(), damage: returned.damaged ? 'reported' : 'none' }),
  };
  return [{ what: 'delivery', id, status, at: delivery.updatedAt.toISOString(), details }];
};
