import { fillRental, PRICE } from './rentals.js';
import { LONG_AGO, type ShopData } from './shop-data.js';

const HOUR = 3_600_000;
/** The vehicle of order 10, and the one that is kept beyond its end. */
export const USED = 902;
const KEPT = 903;
const EXTENSION = 1000;
const LATE = 500;

/**
 * Order 10 was extended, came back late, and its customer's card was declined for the late time. Order 11 is kept beyond its end.
 * @param shop with the rentals of `rentals.ts`
 */
export function fillAdjusted(shop: ShopData): void {
  const [from, to] = [LONG_AGO - 60 * HOUR, LONG_AGO - 50 * HOUR];
  fillRental(shop, {
    id: 10,
    vehicle: USED,
    status: 'Completed',
    period: [from, to],
    handedOverAt: from,
    returnedAt: to,
    completed: { amount: (PRICE + EXTENSION + LATE) / 100, owed: LATE / 100 },
    meanwhile: () => extend(shop, to),
  });
  settle(shop, to);
  keepCar(shop);
}

/** The adjustment 1 of order 10. */
function extend(shop: ShopData, to: number): void {
  shop.run('order', 'UPDATE orders SET amount = ? WHERE id = 10', PRICE + EXTENSION);
  storeAdjustment(shop, { number: 1, reason: 'extension', status: 'Succeeded', amount: EXTENSION, to });
  shop.run(
    'payment',
    `INSERT INTO ledger (order_id, kind, amount, currency, created_at, provider_id, entry_key)
     VALUES (10, 'charge', ?, 'EUR', ?, 'pi_10_1', 'adjust-1')`,
    ...[EXTENSION, LONG_AGO],
  );
  const extended = { id: 10, to: new Date(to).toISOString(), amount: (PRICE + EXTENSION) / 100, currency: 'EUR' };
  shop.append('order', 'OrderExtended', extended, ['delivery', 'customerpage'], LONG_AGO - 55 * HOUR);
}

/** The adjustment 2 of order 10, which was declined. */
function settle(shop: ShopData, to: number): void {
  storeAdjustment(shop, { number: 2, reason: 'settlement', status: 'Declined', amount: LATE, to: null });
  shop.run(
    'order',
    `INSERT INTO settlements (order_id, late_minor, distance_minor, early_minor, currency, returned_at, version)
     VALUES (10, ?, 0, 0, 'EUR', ?, 1)`,
    ...[LATE, to],
  );
  shop.run(
    'order',
    `INSERT INTO owed_amounts (order_id, customer_id, amount_minor, currency, reason, status, since, version)
     VALUES (10, 'guest', ?, 'EUR', 'declined', 'Open', ?, 1)`,
    ...[LATE, LONG_AGO],
  );
  shop.run(
    'customerpage',
    `UPDATE customerpages SET amount = ?, owed_minor = ?, extended_at = ?, adjusted_at = ?, adjustments = ? WHERE order_id = 10`,
    ...[PRICE + EXTENSION + LATE, LATE, LONG_AGO - 55 * HOUR, LONG_AGO],
    `{"1":{"reason":"extension","status":"Succeeded","minor":${EXTENSION}},"2":{"reason":"settlement","status":"Declined","minor":${LATE}}}`,
  );
}

interface Stored {
  number: number;
  reason: 'extension' | 'settlement';
  status: 'Succeeded' | 'Declined';
  amount: number;
  to: number | null;
}

function storeAdjustment(shop: ShopData, { number, reason, status, amount, to }: Stored): void {
  shop.run(
    'order',
    `INSERT INTO adjustments (order_id, number, reason, kind, status, amount_minor, currency, to_end, created_at, updated_at, attempts,
     version) VALUES (10, ?, ?, 'charge', ?, ?, 'EUR', ?, ?, ?, 0, 1)`,
    ...[number, reason, status, amount, to, LONG_AGO, LONG_AGO],
  );
  shop.run(
    'payment',
    `INSERT INTO payment_adjustments (id, order_id, number, kind, amount_minor, currency, reason, customer_id, status, request_hash,
     created_at, updated_at, version) VALUES (?, 10, ?, 'charge', ?, 'EUR', ?, 'guest', ?, '', ?, ?, 1)`,
    ...[number, number, amount, reason, status, LONG_AGO, LONG_AGO],
  );
  const data = {
    id: number,
    orderId: 10,
    number,
    kind: 'charge',
    amount: amount / 100,
    currency: 'EUR',
    status,
    reason,
  };
  shop.append('payment', 'PaymentAdjusted', data, ['order', 'customerpage']);
}

function keepCar(shop: ShopData): void {
  const [from, to, since] = [LONG_AGO - 5 * HOUR, LONG_AGO - 2 * HOUR, LONG_AGO - 1.75 * HOUR];
  shop.run(
    'order',
    "INSERT INTO vehicles (id, product_id, plate, state, out_order_id, due_at, version) VALUES (?, '1001', 'VERIFY 3', 'InService', 11, ?, 1)",
    ...[KEPT, to],
  );
  fillRental(shop, { id: 11, vehicle: KEPT, status: 'InUse', period: [from, to], handedOverAt: from });
  shop.run('order', 'UPDATE bookings SET overdue_at = ? WHERE order_id = 11', since);
  shop.run('customerpage', 'UPDATE customerpages SET overdue_to = ?, overdue_since = ? WHERE order_id = 11', to, since);
  const overdue = { id: 11, to: new Date(to).toISOString(), since: new Date(since).toISOString() };
  shop.append('order', 'OrderOverdue', overdue, ['customerpage'], since);
}
