import { OperatorAction } from '@carshare/operations';
import type { Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';

/** What an operator has done to a booking or a vehicle. */
export type DoneAction = Pick<OperatorAction, 'action' | 'subject' | 'outcome'> & { reason?: string | undefined };

/** Records, in the transaction that changes a booking or a vehicle, which operator changed it and why. */
export async function recordAction(
  tx: Tx,
  { customerId: operator }: Principal,
  { reason = '', ...done }: DoneAction,
): Promise<void> {
  await tx.insert(OperatorAction.of({ operator, reason, ...done }));
}
