/** One event: `id` is its identity in the consumers' inboxes, `key` the order id, `value` the JSON on the topic. */
export interface FloorEvent {
  id: string;
  key: string;
  type: string;
  value: string;
}

/** What the floor reads from the wire value. */
export interface EventBody {
  id: number;
  orderId?: number;
  productId?: string;
  qty?: number;
  paymentId?: number;
}

/** `yyyyMMddHHmmss` in UTC, the timestamp of the wire contract. */
export function stamp(now = new Date()): string {
  return now.toISOString().replace(/[-:T]/g, '').slice(0, 14);
}

/** The flat JSON of the topic `carshare`. */
export function wire(type: string, body: EventBody & { status: string }): string {
  return JSON.stringify({ eventType: type, timestamp: stamp(), ...body });
}
