import type { Check } from '../check.ts';
import { isKnownKind, sumOf } from '../ledger-sum.ts';
import type { OrderCase } from '../order-case.ts';
import type { LedgerRow } from '../rows.ts';

/** The keys of refunds: of the first charge by the cancellation, or by the numbers of the purpose and of the charge. */
const REFUND_KEY = /^(?:\d+-\d+)?$/;
/** The movements between the shop and its customer, in the order in which they are written. */
const OWN = ['charge', 'refund', 'reversed', 'settled'];

export const money: Check = {
  name: 'ledger',
  holds: 'every charge and every refund has a key of its own, and at no time more is returned than was charged before',
  order: (found) => {
    const { ledger } = found;
    const breaches = [...repeatBreaches(ledger), ...numberBreaches(found), ...prefixBreaches(ledger)];
    if (ledger.some(({ kind }) => !isKnownKind(kind))) breaches.push('the ledger holds an entry of an unknown kind');
    if (ledger.some((entry) => entry.amount < 0)) breaches.push('the ledger holds a negative amount');
    const [charge] = ofKind(ledger, 'charge');
    const [refund] = ofKind(ledger, 'refund');
    if (refund && !charge) breaches.push('refunded without a charge');
    if (refund && charge && (refund.id < charge.id || refund.currency !== charge.currency)) {
      breaches.push('the refund does not follow its charge');
    }
    return breaches;
  },
};

function repeatBreaches(ledger: readonly LedgerRow[]): string[] {
  const [charges, refunds] = [ofKind(ledger, 'charge'), ofKind(ledger, 'refund')];
  const keys = new Set(charges.map(({ entry_key: key }) => key));
  const purposes = new Set(refunds.map(({ entry_key: key }) => key).filter((key) => REFUND_KEY.test(key)));
  return [
    ...(charges.length > keys.size ? [`charged ${charges.length} times`] : []),
    // A returned refund is made again.
    ...(refunds.length > Math.max(purposes.size, 1) + ofKind(ledger, 'reversed').length
      ? [`refunded ${refunds.length} times`]
      : []),
  ];
}

/** A further charge belongs to an adjustment of the same number. */
function numberBreaches({ ledger, adjustments }: OrderCase): string[] {
  const numbers = new Set(adjustments.filter(({ kind }) => kind === 'charge').map(({ number }) => `adjust-${number}`));
  return ofKind(ledger, 'charge')
    .filter(({ entry_key: key }) => key !== '' && !numbers.has(key))
    .map(({ entry_key: key }) => `charged under ${key} without an adjustment`);
}

function prefixBreaches(ledger: readonly LedgerRow[]): string[] {
  const returned = (rows: readonly LedgerRow[]): number =>
    -sumOf(rows, 'refund', 'ext_refund', 'settled', 'reversed', 'dup_refund');
  const charged = (rows: readonly LedgerRow[]): number => sumOf(rows, 'charge', 'dup_charge');
  if (ofKind(ledger, 'charge').length === 0) return [];
  if (returned(ledger) > charged(ledger)) return [`refunded ${returned(ledger)} of ${charged(ledger)}`];
  const own = ledger.filter(({ kind }) => OWN.includes(kind)).toSorted((a, b) => a.id - b.id);
  const early = own.find((_, index) => sumOf(own.slice(0, index + 1)) < 0);
  return early ? [`refunded ${early.amount} before as much was charged`] : [];
}

function ofKind(ledger: readonly LedgerRow[], kind: string): LedgerRow[] {
  return ledger.filter((entry) => entry.kind === kind);
}
