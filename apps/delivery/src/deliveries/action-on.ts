import type { DoneAction } from '@carshare/operations';
import type { Delivery } from './delivery.entity.js';

/** What an operator has done to a delivery. The outcome is the status that it has now. */
export function actionOn({ id, orderId, status }: Delivery, action: 'ship' | 'handover' | 'return'): DoneAction {
  return { action, orderId, subject: `delivery ${id} of order ${orderId}`, outcome: status };
}
