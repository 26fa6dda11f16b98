import { LONG_AGO, type Service, type ShopData } from './shop-data.js';

const HOUR = 3_600_000;
export const VEHICLE = 901;
export const PRICE = 4900;
const FEE = 2450;

export interface Rental {
  id: number;
  /** {@link VEHICLE} without it. */
  vehicle?: number;
  /** The final price and the owed amount, in major units; without it the price and 0. */
  completed?: { amount: number; owed: number };
  /** Appends what happens before the return. */
  meanwhile?: () => void;
  status: 'Completed' | 'InUse' | 'Cancelled';
  /** Start and end, in epoch milliseconds; absent in an instant order. */
  period?: readonly [from: number, to: number];
  handedOverAt?: number;
  returnedAt?: number;
}

/** Order 4 and then order 5 have the same vehicle; 6 is cancelled for a fee; 7 is an instant order that came back. */
const RENTALS: readonly Rental[] = [
  {
    id: 4,
    status: 'Completed',
    period: [LONG_AGO - 20 * HOUR, LONG_AGO - 10 * HOUR],
    handedOverAt: LONG_AGO - 19 * HOUR,
    returnedAt: LONG_AGO - 11 * HOUR,
  },
  {
    id: 5,
    status: 'InUse',
    period: [LONG_AGO - 5 * HOUR, LONG_AGO + 100 * HOUR],
    handedOverAt: LONG_AGO - 5 * HOUR,
  },
  { id: 6, status: 'Cancelled', period: [LONG_AGO + 200 * HOUR, LONG_AGO + 210 * HOUR] },
  { id: 7, status: 'Completed', returnedAt: LONG_AGO - 2 * HOUR },
];

const ALL: Service[] = ['order', 'customerpage'];

/** Adds the rows and events of rentals to a shop at rest. */
export function fillRentals(shop: ShopData): void {
  const out = RENTALS.find(({ status }) => status === 'InUse')?.id ?? null;
  shop.run(
    'order',
    "INSERT INTO vehicles (id, product_id, plate, state, out_order_id, due_at, version) VALUES (?, '1001', 'VERIFY 1', 'InService', ?, ?, 1)",
    ...[VEHICLE, out, LONG_AGO],
  );
  for (const rental of RENTALS) fillRental(shop, rental);
}

/** Adds the rows and events of one rental. */
export function fillRental(shop: ShopData, rental: Rental): void {
  storeOrder(shop, rental);
  storePayment(shop, rental);
  storeDelivery(shop, rental);
  storePage(shop, rental);
  publish(shop, rental);
}

function storeOrder(shop: ShopData, { id, status, period, vehicle = VEHICLE }: Rental): void {
  shop.run(
    'order',
    `INSERT INTO orders (id, product_id, qty, status, amount, currency, customer_id, vehicle_id, created_at, updated_at, attempts, version)
     VALUES (?, '1001', 1, ?, ?, 'EUR', 'guest', ?, ?, ?, 0, 1)`,
    ...[id, status, PRICE, period ? vehicle : null, LONG_AGO, LONG_AGO],
  );
  if (!period) return;
  const fee = status === 'Cancelled' ? FEE : null;
  shop.run(
    'order',
    `INSERT INTO bookings (order_id, vehicle_id, starts_at, ends_at, price_per_day_minor, price_per_hour_minor, min_hours, free_hours,
     late_fee_percent, fee_minor, place, place_kept_from, version) VALUES (?, ?, ?, ?, 4900, 490, 1, 24, 50, ?, 'Hauptstr. 5', ?, 1)`,
    ...[id, vehicle, ...period, fee, status === 'InUse' ? null : LONG_AGO],
  );
  if (fee !== null) return;
  const [from, to] = period;
  shop.run(
    'order',
    "INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind, order_id) VALUES (?, ?, ?, 'booking', ?)",
    ...[vehicle, from - HOUR, status === 'Completed' ? to : to + HOUR, id],
  );
}

function storePayment(shop: ShopData, { id, status }: Rental): void {
  const isCancelled = status === 'Cancelled';
  shop.run(
    'payment',
    `INSERT INTO payments (id, order_id, product_id, qty, amount, currency, customer_id, status, request_hash, created_at, updated_at,
     version, fee_minor) VALUES (?, ?, '1001', 1, ?, 'EUR', 'guest', ?, '', ?, ?, 1, ?)`,
    ...[id, id, PRICE, isCancelled ? 'PaymentCancelled' : 'OrderApproved', LONG_AGO, LONG_AGO, isCancelled ? FEE : 0],
  );
  const movements = isCancelled
    ? ([
        ['charge', PRICE],
        ['refund', PRICE - FEE],
      ] as const)
    : ([['charge', PRICE]] as const);
  for (const [kind, amount] of movements) {
    shop.run(
      'payment',
      "INSERT INTO ledger (order_id, kind, amount, currency, created_at, provider_id) VALUES (?, ?, ?, 'EUR', ?, ?)",
      ...[id, kind, amount, LONG_AGO, `${kind}_${id}`],
    );
  }
}

function storeDelivery(
  shop: ShopData,
  { id, status, period, handedOverAt, returnedAt, vehicle = VEHICLE }: Rental,
): void {
  const stored = { Completed: 'Returned', InUse: 'HandedOver', Cancelled: 'DeliveryCanceled' }[status];
  shop.run(
    'delivery',
    `INSERT INTO deliveries (id, order_id, payment_id, customer_id, status, starts_at, ends_at, vehicle_id, out_vehicle_id, handover_at,
     return_at, created_at, updated_at, version) VALUES (?, ?, ?, 'guest', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    ...[id, id, id, stored, period?.[0] ?? null, period?.[1] ?? null, period ? vehicle : null],
    ...[status === 'InUse' ? vehicle : null, handedOverAt ?? null, returnedAt ?? null, LONG_AGO, LONG_AGO],
  );
}

function storePage(shop: ShopData, { id, status, period, handedOverAt, returnedAt, vehicle = VEHICLE }: Rental): void {
  const at = (happened: boolean): number | null => (happened ? LONG_AGO : null);
  const isCancelled = status === 'Cancelled';
  shop.run(
    'customerpage',
    `INSERT INTO customerpages (order_id, product_id, qty, customer_id, payment_id, delivery_id, amount, currency, touched_at, version,
     ordered_at, paid_at, shipped_at, starts_at, ends_at, vehicle_id, handed_over_at, returned_at, order_completed_at,
     delivery_canceled_at, pay_cancelled_at, order_cancelled_at, refunded_minor, used_vehicle_id, owed_minor)
     VALUES (?, '1001', 1, 'guest', ?, ?, ?, 'EUR', ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, id, id, PRICE, LONG_AGO, LONG_AGO, LONG_AGO, at(!isCancelled)],
    ...[period?.[0] ?? null, period?.[1] ?? null, period ? vehicle : null, handedOverAt ?? null, returnedAt ?? null],
    ...[
      at(status === 'Completed'),
      at(isCancelled),
      at(isCancelled),
      at(isCancelled),
      isCancelled ? PRICE - FEE : null,
    ],
    ...[period && handedOverAt !== undefined ? vehicle : null, status === 'Completed' ? 0 : null],
  );
}

function publish(shop: ShopData, rental: Rental): void {
  const { id, status, period, handedOverAt, returnedAt, completed } = rental;
  const customerId = 'guest';
  const vehicle = period && { vehicleId: rental.vehicle ?? VEHICLE };
  const dates = period && { from: timeOf(period[0]), to: timeOf(period[1]) };
  const goods = { productId: '1001', qty: 1, amount: PRICE / 100, currency: 'EUR', customerId };
  const sold = { ...goods, ...dates, ...vehicle };
  const delivery = { id, orderId: id, paymentId: id, customerId };
  shop.append('payment', 'Paid', { id, orderId: id, ...sold, status: 'OrderApproved' }, [...ALL, 'delivery']);
  shop.append('order', 'Ordered', { id, ...sold, status: 'Placed' }, ['customerpage']);
  if (status === 'Cancelled') {
    const refunded = (PRICE - FEE) / 100;
    shop.append('delivery', 'DeliveryCanceled', { ...delivery, status: 'DeliveryCanceled' }, ALL);
    shop.append('payment', 'PayCancelled', { id, orderId: id, ...sold, refunded, status: 'PaymentCancelled' }, ALL);
    shop.append('order', 'OrderCancelled', { id, ...sold, fee: FEE / 100, status: 'Cancelled' }, ['customerpage']);
    return;
  }
  shop.append('delivery', 'Shipped', { ...delivery, status: 'Shipped' }, ALL);
  const used = { id, orderId: id, customerId, ...vehicle };
  if (handedOverAt !== undefined) {
    const event = { ...used, at: timeOf(handedOverAt), status: 'HandedOver' };
    shop.append('delivery', 'HandedOver', event, ALL, handedOverAt);
  }
  rental.meanwhile?.();
  if (returnedAt === undefined) return;
  shop.append('delivery', 'Returned', { ...used, at: timeOf(returnedAt), status: 'Returned' }, ALL, returnedAt);
  shop.append('order', 'OrderCompleted', { id, ...goods, owed: 0, ...completed, status: 'Completed' }, [
    'customerpage',
  ]);
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
