import { Logger } from '@nestjs/common';
import { freezeTime } from '../runtime/virtual-time.js';
import { NOTHING, type Budget } from './actions.js';
import { explore, type Explored } from './explore.js';

/** Small enough for a complete enumeration: a cancellation, a repetition, a loss, a crash, late messages, a rental, and an extension. */
const WHOLE: readonly Budget[] = [
  NOTHING,
  { ...NOTHING, cancel: 1 },
  { ...NOTHING, again: 1 },
  { ...NOTHING, lose: 1 },
  { ...NOTHING, crash: 1 },
  { ...NOTHING, sweep: 1, lose: 1 },
  // The car is handed over, or comes back, while its order is cancelled.
  { ...NOTHING, cancel: 1, handover: 1, return: 1, lose: 1 },
  { ...NOTHING, cancel: 1, handover: 1, crash: 1 },
  { ...NOTHING, cancel: 1, handover: 1, again: 1 },
  // A booking is extended while another customer books the time behind it, or while it is cancelled or comes back.
  { ...NOTHING, extend: 1, book: 1, sweep: 1 },
  { ...NOTHING, extend: 1, book: 1, lose: 1 },
  { ...NOTHING, extend: 1, book: 1, crash: 1 },
  { ...NOTHING, extend: 1, book: 1, again: 1 },
  { ...NOTHING, extend: 1, cancel: 1 },
  { ...NOTHING, extend: 1, return: 1, lose: 1 },
];
/** Several faults at once, enumerated up to the limit. */
const LARGE: readonly Budget[] = [
  { ...NOTHING, cancel: 1, lose: 1, again: 1 },
  { ...NOTHING, cancel: 1, sweep: 1, lose: 1 },
  { ...NOTHING, cancel: 1, sweep: 1, crash: 1 },
  { ...NOTHING, sweep: 2, lose: 1, crash: 1 },
  { ...NOTHING, cancel: 2, crash: 1 },
  { ...NOTHING, cancel: 1, handover: 1, return: 1, crash: 1, again: 1 },
];
const STATES_WHOLE = 50_000;
const STATES_LARGE = 6_000;

export interface ModelOptions {
  /** Leaves out the large budgets. */
  wholeOnly: boolean;
  /** Limit of states per budget; the default exceeds the size of the small budgets. */
  states: number | undefined;
}

/**
 * Enumerates the life of one order; the small budgets completely.
 * @returns whether the small budgets were complete and every state settles correctly
 */
export async function exploreOrder({ wholeOnly, states }: ModelOptions): Promise<boolean> {
  Logger.overrideLogger(false);
  freezeTime();
  let right = true;
  for (const budget of WHOLE) {
    const { complete, breaches } = await show(budget, states ?? STATES_WHOLE);
    right = right && complete && breaches.length === 0;
  }
  for (const budget of wholeOnly ? [] : LARGE) {
    const { breaches } = await show(budget, states ?? STATES_LARGE);
    right = right && breaches.length === 0;
  }
  return right;
}

async function show(budget: Budget, limit: number): Promise<Explored> {
  const before = process.cpuUsage();
  const explored = await explore(budget, limit);
  const { states, transitions, depth, breaches, complete } = explored;
  const { user, system } = process.cpuUsage(before);
  const what = Object.entries(budget)
    .filter(([, count]) => Number(count) > 0)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join(', ');
  const faults = what === '' ? 'nothing' : what;
  const end = complete ? 'complete' : `capped at ${limit} states`;
  console.log(
    `${faults}: ${states} states, ${transitions} transitions, depth ${depth}, ${end}, ${((user + system) / 1e6).toFixed(1)} s of CPU: ${breaches.length} wrong`,
  );
  for (const breach of breaches.slice(0, 3)) console.log(`  BREACH ${breach}`);
  return explored;
}
