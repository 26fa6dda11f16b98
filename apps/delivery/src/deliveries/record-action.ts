import { OperatorAction } from '@carshare/operations';
import type { Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import type { Delivery } from './delivery.entity.js';

/** Records, in the transaction that changes a delivery, which operator changed it. The outcome is the status it has now. */
export async function recordAction(
  tx: Tx,
  { customerId: operator }: Principal,
  action: 'ship' | 'handover' | 'return',
  { id, orderId, status }: Delivery,
): Promise<void> {
  const subject = `delivery ${id} of order ${orderId}`;
  await tx.insert(OperatorAction.of({ operator, action, subject, reason: '', outcome: status }));
}
