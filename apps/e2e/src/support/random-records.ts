import type { RecordBytes } from '@carshare/events';

/** The maximum size of a publish request, in bytes of key, value and headers. */
const MAX_BYTES = 990_000;
/** One record in this many has the maximum size. */
const LARGE_EVERY = 250;

const TYPES = [
  'Ordered',
  'Paid',
  'Shipped',
  'HandedOver',
  'Returned',
  'OrderCompleted',
  'DeliveryCanceled',
  'PayCancelled',
  'OrderCancelled',
];
/** The events that have the fields `productId` and `qty`; the others ignore them. */
const WITH_GOODS = ['Ordered', 'Paid', 'PayCancelled', 'OrderCancelled', 'OrderCompleted'];
/** The events that have the fields `at` and `odometer`. */
const WITH_TIME = ['HandedOver', 'Returned'];

type Header = readonly [name: string, value: Buffer];

/** Makes records that no consumer can handle; the seed determines them. */
export class RandomRecords {
  #state: number;
  #count = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): RecordBytes {
    this.#count += 1;
    const isLarge = this.#count % LARGE_EVERY === 0;
    const kinds = [this.#noise, this.#truncated, this.#foreign, this.#headers, this.#faulty, this.#empty];
    const kind = isLarge ? [this.#noise, this.#headers][this.#below(2)] : kinds[this.#below(kinds.length)];
    return (kind ?? this.#noise).call(this, isLarge ? MAX_BYTES : Math.floor(60_000 * this.#random() ** 12));
  }

  #noise(size: number): RecordBytes {
    return { key: this.#key(), value: this.#bytes(size), headers: this.#fewHeaders() };
  }

  /** An event of the contract that is cut off. */
  #truncated(): RecordBytes {
    const event = this.#event(TYPES, {});
    return { key: this.#key(), value: event.subarray(0, this.#below(event.length)), headers: this.#eventHeaders() };
  }

  #foreign(size: number): RecordBytes {
    const value = JSON.stringify({ eventType: `Weather${this.#below(9)}`, timestamp: 1, note: 'x'.repeat(size) });
    return { key: this.#key(), value: Buffer.from(value), headers: this.#fewHeaders() };
  }

  #headers(size: number): RecordBytes {
    const isMany = this.#random() < 0.5;
    const many = Array.from({ length: Math.min(2_000, 2 + size) }, (_, n): Header => [`h${n % 1_500}`, this.#bytes(3)]);
    return {
      key: this.#key(),
      value: this.#bytes(8),
      headers: isMany ? many : [['large', this.#bytes(Math.max(size - 1_000, 0))]],
    };
  }

  /** An event of the contract with a field that no database can store. */
  #faulty(): RecordBytes {
    const faults = [
      { productId: 'a\0b' },
      { productId: 'x'.repeat(70_000) },
      { qty: 1e12 },
      { orderId: -1, id: -1 },
      { id: 2 ** 40 },
      { productId: '\ud800' },
      { timestamp: '99999999999999' },
      { at: 'yesterday' },
      { odometer: -1 },
    ];
    const fault = faults[this.#below(faults.length)] ?? {};
    const types = ['productId', 'qty'].some((name) => name in fault)
      ? WITH_GOODS
      : ['at', 'odometer'].some((name) => name in fault)
        ? WITH_TIME
        : TYPES;
    const value = this.#event(types, fault);
    return { key: this.#key(), value, headers: this.#random() < 0.5 ? this.#eventHeaders(types) : [] };
  }

  #empty(): RecordBytes {
    return { key: this.#key(), value: this.#random() < 0.5 ? null : Buffer.alloc(0), headers: this.#fewHeaders() };
  }

  #event(types: readonly string[], fault: object): Buffer {
    const type = types[this.#below(types.length)] ?? '';
    const id = 1_000_000 + this.#count;
    const goods = { productId: '1001', qty: 1, amount: 49, currency: 'EUR', owed: 0 };
    const fields = { id, orderId: id, ...goods, at: '2026-01-02T03:04:05Z', status: 'x' };
    const timestamp = '20260102030405';
    return Buffer.from(JSON.stringify({ eventType: type, timestamp, n: this.#random(), ...fields, ...fault }));
  }

  #eventHeaders(types: readonly string[] = TYPES): Header[] {
    const type = types[this.#below(types.length)] ?? '';
    return [
      ['ce_id', this.#bytes(this.#below(200))],
      ['ce_source', this.#bytes(this.#below(50))],
      ...(this.#random() < 0.5 ? [['ce_type', Buffer.from(type)] as const] : []),
    ];
  }

  #fewHeaders(): Header[] {
    const names = ['ce_id', 'ce_time', 'traceparent', 'constructor', '__proto__', 'content-type', ''];
    return Array.from({ length: this.#below(4) }, () => [
      names[this.#below(names.length)] ?? '',
      this.#bytes(this.#below(40)),
    ]);
  }

  #key(): Buffer | null {
    const kind = this.#random();
    if (kind < 0.1) return null;
    return kind < 0.7 ? Buffer.from(String(1 + this.#below(500))) : this.#bytes(this.#below(kind < 0.72 ? 2_000 : 20));
  }

  #bytes(size: number): Buffer {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE((this.#random() * 2 ** 32) >>> 0, at);
    for (let at = size - (size % 4); at < size; at += 1) bytes[at] = this.#below(256);
    return bytes;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
