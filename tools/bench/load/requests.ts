import { forgetBookings, nextBooking, nextExtension } from './booking.ts';

/** What a closed loop sends: `models` are orders of {@link MODELS} models in turn, `extensions` are of the job before. */
export type Kind = 'orders' | 'models' | 'bookings' | 'extensions';

export interface Request {
  path: string;
  /** ASCII JSON. */
  body: string;
  accepted?(id: number): void;
}

/** The order of one model that every other load sends. */
export const ORDER: Request = { path: '/orders', body: '{"productId":"1001","qty":1}' };

/** The models that the orders of the kind `models` are spread over. */
export const MODELS = 1_000;

/** The product id of a model, counted from 0. */
export function modelId(number: number): string {
  return `bench-${number}`;
}

/** The requests of one job. `undefined` means that there are no more. */
export function requestsOf(kind: Kind, models = MODELS): () => Request | undefined {
  if (kind === 'extensions') return nextExtension;
  if (kind === 'bookings') {
    forgetBookings();
    return () => ({ path: '/orders', ...nextBooking() });
  }
  if (kind === 'orders') return () => ORDER;
  let count = 0;
  return () => ({ path: '/orders', body: `{"productId":"${modelId(count++ % models)}","qty":1}` });
}
