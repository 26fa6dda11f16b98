import type { EventBody, FloorEvent } from './event.ts';

export type Facts = [
  orderId: number,
  productId: string | null,
  qty: number | null,
  status: string,
  paymentId: number | null,
  deliveryId: number | null,
  at: string,
];

/** The columns of the page that one event fills, in the table's order. */
export function facts(event: FloorEvent): Facts {
  const body = JSON.parse(event.value) as EventBody;
  const at = new Date().toISOString();
  const product = body.productId ?? null;
  const qty = body.qty ?? null;
  const orderId = body.orderId ?? body.id;
  if (event.type === 'Shipped') return [orderId, product, qty, 'Shipped', body.paymentId ?? null, body.id, at];
  if (event.type === 'Paid') return [orderId, product, qty, 'Paid', body.id, null, at];
  return [orderId, product, qty, 'Placed', null, null, at];
}
