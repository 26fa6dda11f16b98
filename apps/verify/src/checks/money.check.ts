import type { Check } from '../check.ts';

export const money: Check = {
  name: 'ledger',
  holds: 'an order has at most one charge and one refund, and no refund without a charge of the same amount before it',
  order: ({ ledger }) => {
    const charges = ledger.filter((entry) => entry.kind === 'charge');
    const refunds = ledger.filter((entry) => entry.kind === 'refund');
    const breaches: string[] = [];
    if (charges.length > 1) breaches.push(`charged ${charges.length} times`);
    if (refunds.length > 1) breaches.push(`refunded ${refunds.length} times`);
    if (ledger.length !== charges.length + refunds.length) {
      breaches.push('the ledger holds an entry of an unknown kind');
    }
    if (ledger.some((entry) => entry.amount < 0)) breaches.push('the ledger holds a negative amount');
    const [charge, refund] = [charges[0], refunds[0]];
    if (refund && !charge) breaches.push('refunded without a charge');
    if (refund && charge && refund.amount > charge.amount) {
      breaches.push(`refunded ${refund.amount} of ${charge.amount}`);
    }
    if (refund && charge && (refund.id < charge.id || refund.currency !== charge.currency)) {
      breaches.push('the refund does not follow its charge');
    }
    return breaches;
  },
};
