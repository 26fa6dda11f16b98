import type { Memory } from './customers.js';
import { countOf, type Run } from './report.js';
import type { Stored, StoredOrder } from './stored-orders.js';

export interface Verdict {
  acknowledged: number;
  /** Acknowledged orders that are missing or refused; acknowledged cancellations without effect. */
  lost: string[];
  /** Keys with more than one order. */
  doubled: string[];
  /** Orders that are not settled. */
  stuck: string[];
  /** Vehicles that two bookings have at the same time. */
  doubleBooked: string[];
}

/** Time limit from the last fault until everything is settled, in milliseconds. */
export const SETTLED_WITHIN_MS = 30_000;

/**
 * The minimum number of kills in two minutes; a run with fewer proves less than it claims. Shorter runs need the same
 * rate.
 */
const KILLS = 30;
const IN_SECONDS = 120;

/** A booking that is Placed waits for its time, which is after the run. */
const BOOKED = 'Placed, booked';
const ENDS = new Set([BOOKED, 'Shipped', 'InUse', 'Completed', 'Cancelled', 'Refused']);

/** The faults of a run; empty when every check passed. */
export function shortcomings(
  run: Pick<Run, 'verdict' | 'findings' | 'settledAfter' | 'deaths' | 'happened' | 'seconds'>,
): string[] {
  const { verdict, findings, settledAfter, deaths, happened, seconds } = run;
  const kills = countOf(happened, 'kill');
  const minimum = Math.floor(KILLS * Math.min(1, seconds / IN_SECONDS));
  const wrong = verdict.lost.length + verdict.doubled.length + verdict.stuck.length + verdict.doubleBooked.length;
  return [
    ...(wrong > 0 ? ['orders are lost, doubled, stuck or double-booked'] : []),
    ...(findings === '' ? [] : ['verify finds breaches']),
    ...(settledAfter > SETTLED_WITHIN_MS ? [`settled after ${settledAfter} ms instead of ${SETTLED_WITHIN_MS}`] : []),
    ...deaths.map((death) => `ended without an injected fault: ${death}`),
    ...(kills < minimum ? [`${kills} kills in ${seconds} s, the minimum is ${minimum}`] : []),
  ];
}

/** Compares the customers' records with the shop's answers and stored data. */
export async function judge(
  url: string,
  memories: readonly Memory[],
  { orders, doubleBooked }: Stored,
): Promise<Verdict> {
  const statuses = await statusesOf(url);
  const verdict: Verdict = { acknowledged: 0, lost: [], doubled: [], stuck: [], doubleBooked };
  for (const [id, status] of statuses) if (!ENDS.has(status)) verdict.stuck.push(`order ${id} is ${status}`);
  for (const memory of memories) {
    const { key, orderIds } = memory;
    const [id] = orderIds;
    if (id === undefined) continue;
    verdict.acknowledged += 1;
    if (orderIds.size > 1) verdict.doubled.push(`key ${key}: orders ${[...orderIds].join(', ')}`);
    const status = statuses.get(id);
    verdict.lost.push(...lostOf(id, memory, status));
  }
  verdict.doubled.push(...doubledIn(orders, memories));
  return verdict;
}

/** What was acknowledged of an order and is not so. */
export function lostOf(
  id: number,
  { cancelled, handedOver, returned }: Pick<Memory, 'cancelled' | 'handedOver' | 'returned'>,
  status: string | undefined,
): string[] {
  if (status === undefined || status === 'Refused') return [`order ${id} was acknowledged and is ${status ?? 'gone'}`];
  const isUsed = status === 'InUse' || status === 'Completed';
  if (returned === 'accepted' && status !== 'Completed') return [`order ${id}: its car is back, and it is ${status}`];
  if (handedOver === 'accepted' && !isUsed) return [`order ${id}: its car was handed over, and it is ${status}`];
  if (cancelled === 'accepted' && (status === 'Shipped' || status === BOOKED)) {
    return [`order ${id}: the cancellation was acknowledged, and it is ${status}`];
  }
  if (cancelled === undefined && status === 'Cancelled') {
    return [`order ${id} is Cancelled without a customer's request`];
  }
  return handedOver === undefined && isUsed ? [`order ${id} is ${status} without a hand-over`] : [];
}

/**
 * Orders beyond the one per key, and orders without a customer's request. Refused orders do not count: they were never
 * established.
 */
export function doubledIn(stored: readonly StoredOrder[], memories: readonly Memory[]): string[] {
  const asked = new Map(memories.map((memory) => [memory.key, memory]));
  const seen = new Map<string, number>();
  const doubled: string[] = [];
  for (const { id, status, key } of stored) {
    if (status === 'Refused') continue;
    const memory = key === null ? undefined : asked.get(key);
    if (key === null || !memory) {
      doubled.push(`order ${id}: no customer requested it`);
      continue;
    }
    const earlier = seen.get(key);
    const received = [...memory.orderIds][0];
    if (earlier !== undefined) doubled.push(`key ${key}: orders ${earlier} and ${id}`);
    else if (received !== undefined && received !== id) {
      doubled.push(`key ${key}: order ${id}, and the customer received ${received}`);
    }
    seen.set(key, id);
  }
  return doubled;
}

/** The status of every order, read page by page. */
async function statusesOf(url: string): Promise<Map<number, string>> {
  const statuses = new Map<number, string>();
  for (let page = 0; ; page += 1) {
    const response = await fetch(`${url}/orders?page=${page}&size=200`);
    if (!response.ok) throw new Error(`GET /orders answers ${response.status}: ${await response.text()}`);
    const list = (await response.json()) as {
      _embedded: { orders: { id: number; status: string; from?: string }[] };
      page: { totalPages: number };
    };
    for (const { id, status, from } of list._embedded.orders) {
      statuses.set(id, status === 'Placed' && from !== undefined ? BOOKED : status);
    }
    if (page + 1 >= list.page.totalPages) return statuses;
  }
}
