import type { Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { OperatorAction, type DoneAction } from './operator-action.entity.js';

/**
 * Records which operator has done what, and why, in the transaction that does it: neither is stored without the other.
 * @param operator the caller of the request
 * @example
 * const done = { action: 'move', orderId: 7, subject: 'order 7', outcome: 'moved to vehicle 4' } as const;
 * await unitOfWork.transaction((tx) => recordAction(tx, new Principal('ann', new Set(['operator'])), done));
 */
export async function recordAction(tx: Tx, operator: Principal, done: DoneAction): Promise<void> {
  await tx.insert(OperatorAction.of(operator, done));
}
