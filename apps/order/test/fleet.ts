import type { OrderService } from './order-service.js';

export const HOUR_MS = 3_600_000;

/** A time so many hours after the next full hour of tomorrow, as a client in Berlin writes it. */
export function hours(after: number): string {
  const tomorrow = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 24 * HOUR_MS;
  return `${new Date(tomorrow + (after + 1) * HOUR_MS).toISOString().slice(0, 19)}+01:00`;
}

/** A request for a booking of so many hours after {@link hours}. */
export function booking(from: number, to: number, more: object = {}): Record<string, unknown> {
  return { productId: '1001', qty: 1, from: hours(from), to: hours(to), ...more };
}

/** Gives a model its prices by time, and vehicles. @returns the ids of the vehicles */
export async function addVehicles(shop: OrderService, count: number, productId = '1001'): Promise<number[]> {
  const { status } = await shop.service.patch(`/cars/${productId}`, { pricePerDay: 49, pricePerHour: 8 });
  if (status !== 200) throw new Error(`the prices were answered ${status}`);
  const ids: number[] = [];
  for (let added = 0; added < count; added += 1) {
    const plate = `B-${productId} ${ids.length + 1}${Date.now()}`;
    const { body } = await shop.service.post('/vehicles', { productId, plate });
    ids.push(Number(body['id']));
  }
  return ids;
}
