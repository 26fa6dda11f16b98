import { Money, PayCancelled } from '@carshare/events';
import type { Outbox } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { Decision, type DecisionKind, type NewDecision } from './decision.entity.js';
import { LedgerEntry, type LedgerKind } from './ledger-entry.entity.js';
import { moneyOf, type MoneyRow } from './money-row.js';
import type { RefundResult } from './payment-provider.js';
import { toPaymentEvent } from './payment.dto.js';
import { Payment } from './payment.entity.js';
import { Refund, type ChargeToReturn } from './refund.entity.js';

/** The decisions that end with the refund of their charge. */
const OF_REFUNDS: readonly DecisionKind[] = ['refund_refused', 'refund_pending', 'refund_reversed', 'unmatched_charge'];

/** Books a movement that the provider names, once. @returns whether it is new */
export async function bookOnce(tx: Tx, entry: LedgerEntry): Promise<boolean> {
  const { orderId, kind, entryKey } = entry;
  if (await tx.find(LedgerEntry, { orderId, kind, entryKey })) return false;
  await tx.insert(entry);
  return true;
}

/** Opens a decision, or opens it again. */
export async function decide(tx: Tx, about: NewDecision): Promise<void> {
  const known = await tx.find(Decision, { kind: about.kind, reference: about.reference });
  if (!known) await tx.insert(Decision.of(about));
  else if (known.reopen(about.reason) !== 'unchanged') await tx.update(known);
}

export async function closeDecisions(tx: Tx, reference: string, outcome: string): Promise<void> {
  for (const kind of OF_REFUNDS) {
    const known = await tx.find(Decision, { kind, reference });
    if (known?.close(outcome) === 'closed') await tx.update(known);
  }
}

/** Ends a payment whose money is returned, once. */
export async function endPayment(tx: Tx, outbox: Outbox, payment: Payment): Promise<void> {
  if (payment.cancel() === 'unchanged') return;
  await tx.update(payment);
  outbox.add(tx, PayCancelled, toPaymentEvent(payment));
}

type Succeeded = Extract<RefundResult, { kind: 'succeeded' }>;

/** Books what a refund returned. @param key unique per order for each refund of its own: empty for the first one */
export async function bookReturned(tx: Tx, charge: ChargeToReturn, result: Succeeded, key = ''): Promise<void> {
  const { orderId } = charge;
  for (const { id, amount } of result.external) {
    await bookOnce(tx, LedgerEntry.keyed('ext_refund', { orderId, amount }, id));
  }
  if (result.amount.minorUnits === 0) return;
  const entry = LedgerEntry.of('refund', { orderId, amount: result.amount }, result.id);
  await tx.insert(Object.assign(entry, { entryKey: key }));
}

/** Stores a refund that the provider did not settle, and opens a decision when it needs an operator. */
export async function openRefund(tx: Tx, charge: ChargeToReturn, result: RefundResult): Promise<void> {
  const refund = Refund.of(charge);
  await applyUnsettled(tx, refund, result);
  await tx.insert(refund);
}

/** Moves a refund on by an answer that does not settle it. */
export async function applyUnsettled(tx: Tx, refund: Refund, result: RefundResult): Promise<void> {
  const { orderId, reference, amount } = refund;
  const about = { orderId, reference, amount };
  if (result.kind === 'pending') {
    refund.wait(result.id, result.reason);
    const reason = result.reason ?? (refund.isLate() ? 'The refund has been pending for more than 24 hours.' : null);
    if (reason !== null) await decide(tx, { kind: 'refund_pending', ...about, reason });
  } else if (result.kind === 'refused') {
    refund.refuse(result.reason);
    await decide(tx, { kind: 'refund_refused', ...about, reason: result.reason });
  }
}

/** A refund that is refused because the customer's bank has returned the whole amount needs no other. */
export async function orLostDispute(tx: Tx, charge: ChargeToReturn, result: RefundResult): Promise<RefundResult> {
  if (result.kind !== 'refused') return result;
  const { orderId, reference } = charge;
  const dispute = await tx.find(Decision, { kind: 'dispute', orderId, chargeReference: reference });
  const isLost = dispute?.outcome === 'lost' && dispute.amount.minorUnits >= charge.amount.minorUnits;
  return isLost ? { kind: 'succeeded', id: null, amount: Money.zero(charge.amount.currency), external: [] } : result;
}

/** All movements of an order. */
export async function movementsOf(tx: Tx, orderId: number): Promise<Pick<LedgerEntry, 'kind' | 'amount'>[]> {
  const rows = await tx.query<MoneyRow & { kind: LedgerKind }>(
    'SELECT kind, amount, amount_minor, currency FROM ledger WHERE order_id = ?',
    [orderId],
  );
  return rows.map((row) => ({ kind: row.kind, amount: moneyOf(row) }));
}
