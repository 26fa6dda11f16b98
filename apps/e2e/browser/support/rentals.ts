const HOUR = 3_600_000;
/** Seconds would make the times of the page and of the test differ. */
const NOW = Math.floor(Date.now() / HOUR) * HOUR;

/** A time so many hours from the beginning of this hour. */
export const inHours = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();

const facts = (...events: [event: string, hours: number][]): object[] =>
  events.map(([event, hours]) => ({ event, at: inHours(hours) }));

/** A booking as the customer page shows it, by default one that is in use for three more hours. */
export function booking(more: object = {}): Record<string, unknown> {
  return {
    orderId: 7,
    productId: '1001',
    qty: 1,
    status: 'InUse',
    amount: 49,
    currency: 'EUR',
    from: inHours(-6),
    to: inHours(3),
    vehicleId: 4,
    updatedAt: inHours(-6),
    history: facts(['Ordered', -30], ['Paid', -30], ['Shipped', -8], ['HandedOver', -6]),
    ...more,
  };
}

/** Two hours late, and not back. */
export function overdueBooking(): Record<string, unknown> {
  const before = booking()['history'] as object[];
  return booking({
    to: inHours(-2),
    overdueSince: inHours(-1.5),
    updatedAt: inHours(-1.5),
    history: [...before, ...facts(['OrderOverdue', -1.5])],
  });
}

/** Extended once, returned late; the card for the difference was declined. */
export function owingBooking(more: object = {}): Record<string, unknown> {
  const before = booking()['history'] as object[];
  const end = facts(['OrderExtended', -5], ['OrderOverdue', -1.5], ['Returned', -1], ['OrderCompleted', -1]);
  return booking({
    status: 'Completed',
    amount: 79,
    owed: 18,
    to: inHours(-2),
    extendedAt: inHours(-5),
    updatedAt: inHours(-1),
    history: [...before, ...end],
    ...more,
  });
}
