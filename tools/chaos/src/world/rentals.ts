import { DeliveryConfig } from '../../../../apps/delivery/src/app.config.js';
import { OrderConfig } from '../../../../apps/order/src/app.config.js';
import type { Database } from './database.js';

/** How long after its end a vehicle stays taken, in milliseconds. */
export const TURNAROUND_MS = 60_000;
/** The price of a booking of at most one hour, and of its cancellation after its start, in minor units. */
export const HOUR_PRICE = 490;
const DAY_PRICE = 4900;

/** Kilometres that a booking includes; some drivers drive more, and pay for them at the return. */
const INCLUDED_KM = 100;
const KM_PRICE = 10;

/** Bookings of minutes, so that one begins while faults happen, and its cancellation then costs something. */
export function orderConfig(): OrderConfig {
  return Object.assign(new OrderConfig(), {
    BOOKING_LEAD_MINUTES: 0,
    BOOKING_TURNAROUND_MINUTES: TURNAROUND_MS / 60_000,
    BOOKING_GRACE_MINUTES: 0,
    BOOKING_MIN_MINUTES: 1,
    CANCELLATION_FREE_HOURS: 0,
    BOOKING_INCLUDED_KM_PER_DAY: INCLUDED_KM,
    BOOKING_EARLY_REFUND_PERCENT: 50,
  });
}

/** A vehicle is shipped when its booking begins. */
export function deliveryConfig(): DeliveryConfig {
  return Object.assign(new DeliveryConfig(), { DELIVERY_LEAD_MINUTES: 0 });
}

/** Adds the models; the stock is set before each seed. */
export function addModels(order: Database, products: readonly string[]): void {
  for (const product of products) {
    order.write(
      `INSERT INTO cars (product_id, model, price, currency, stock, fleet, price_per_day_minor, price_per_hour_minor, price_per_km_minor)
       VALUES (?, 'Car', 4900, 'EUR', 0, 0, ?, ?, ?)`,
      [product, DAY_PRICE, HOUR_PRICE, KM_PRICE],
    );
  }
}

/** Adds vehicles of a model, numbered from 1 over all models. */
export function addVehicles(order: Database, product: string, count: number): void {
  for (let number = 1; number <= count; number += 1) {
    order.write("INSERT INTO vehicles (product_id, plate, state, version) VALUES (?, ?, 'InService', 1)", [
      product,
      `${product} ${number}`,
    ]);
  }
}
