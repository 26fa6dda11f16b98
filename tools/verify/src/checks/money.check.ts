import type { Check } from '../check.ts';
import { isKnownKind, sumOf } from '../ledger-sum.ts';
import type { LedgerRow } from '../rows.ts';

export const money: Check = {
  name: 'ledger',
  holds: 'an order has at most one charge and one refund of its own, and no more is returned than was charged before',
  order: ({ ledger }) => {
    const of = (kind: string): LedgerRow[] => ledger.filter((entry) => entry.kind === kind);
    const [charges, refunds, reversed] = [of('charge'), of('refund'), of('reversed')];
    const breaches: string[] = [];
    if (charges.length > 1) breaches.push(`charged ${charges.length} times`);
    // A returned refund is made again.
    if (refunds.length > 1 + reversed.length) breaches.push(`refunded ${refunds.length} times`);
    if (ledger.some(({ kind }) => !isKnownKind(kind))) breaches.push('the ledger holds an entry of an unknown kind');
    if (ledger.some((entry) => entry.amount < 0)) breaches.push('the ledger holds a negative amount');
    const [charge, refund] = [charges[0], refunds[0]];
    if (refund && !charge) breaches.push('refunded without a charge');
    const returned = -sumOf(ledger, 'refund', 'ext_refund', 'settled', 'reversed', 'dup_refund');
    const charged = sumOf(ledger, 'charge', 'dup_charge');
    if (charge && returned > charged) breaches.push(`refunded ${returned} of ${charged}`);
    if (refund && charge && (refund.id < charge.id || refund.currency !== charge.currency)) {
      breaches.push('the refund does not follow its charge');
    }
    return breaches;
  },
};
