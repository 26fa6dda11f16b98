import type { Kind } from './requests.ts';
import type { Latency } from './stats.ts';

/** Requests back to back on every connection, for `seconds`, until `orders` have been accepted, or until there are no more. */
export interface ClosedJob {
  kind: 'closed';
  urls: string[];
  connections: number;
  seconds: number;
  orders?: number;
  /** Orders of one model when it is left out. */
  sends?: Kind;
  /** How many models the kind `models` takes; all when it is left out. */
  models?: number;
}

/** Orders at random instants (Poisson, fixed seed) at `rate` per second; latency counts from the scheduled instant. */
export interface OpenJob {
  kind: 'open';
  urls: string[];
  connections: number;
  seconds: number;
  rate: number;
  /** The page that is polled for sampled orders, and the number of samples per second. */
  page?: { url: string; perSecond: number };
}

export type Job = ClosedJob | OpenJob;

export interface Outcome {
  seconds: number;
  /** Orders answered 201 with an id. */
  accepted: number;
  /** Answers 429 and 503: rejected by load shedding. */
  shed: number;
  /** All other results: other statuses, broken connections, no answer. */
  failed: number;
  failures: Record<string, number>;
  perSecond: number;
  /** Latency of accepted orders in milliseconds. */
  latency: Latency;
  /** From the scheduled instant of the order until its page shows Shipped, in milliseconds. */
  shipped?: Latency & { samples: number; missing: number };
  firstId: number;
  lastId: number;
}
