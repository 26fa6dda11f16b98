import type { DoneAction } from '@carshare/operations';

/** An operator has cancelled an order, which costs its customer nothing. */
export function freeCancellation(orderId: number): DoneAction {
  return { action: 'cancel', orderId, subject: `order ${orderId}`, outcome: 'cancelled free of charge' };
}
