import type { Fault } from './faults.js';
import type { Settled } from './settle.js';
import type { FaultKind } from './targets.js';

/** The result of a run. */
export interface Run extends Settled {
  seconds: number;
  happened: readonly Fault[];
  /** The longest time from a fault's end until an order placed after it is shipped, in milliseconds. */
  longest: number;
  /** Ends of services without an injected fault. */
  deaths: readonly string[];
  failedStarts: number;
  asked: number;
  turnedAway: number;
}

export function countOf(happened: readonly Fault[], kind: FaultKind): number {
  return happened.filter((fault) => fault.kind === kind).length;
}

export function report(run: Run): void {
  const { happened, verdict, findings, longest, settledAfter } = run;
  const [kills, freezes, cuts] = (['kill', 'freeze', 'cut'] as const).map((kind) => countOf(happened, kind));
  console.log(`faults: ${kills} kills, ${freezes} freezes, ${cuts} cuts (${targets(happened)})`);
  console.log(`restarted because a server was down: ${run.failedStarts} times`);
  console.log(`orders asked for: ${run.asked}, rejected and retried: ${run.turnedAway} times`);
  console.log(
    `longest recovery, from a fault's end to a new order shipped: ${seconds(longest)}; all settled ${seconds(settledAfter)} after the last fault`,
  );
  const wrong = [...verdict.lost, ...verdict.doubled, ...verdict.stuck, ...verdict.doubleBooked];
  for (const line of wrong.slice(0, 20)) console.log(line);
  if (findings !== '') console.log(`verify:\n${findings.slice(-4_000)}`);
  console.log(
    `acknowledged ${verdict.acknowledged}, lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, stuck ${verdict.stuck.length}, double-booked ${verdict.doubleBooked.length}; verify: ${findings === '' ? '0 breaches' : 'BREACHES'}`,
  );
}

function targets(happened: readonly Fault[]): string {
  const byName = new Map<string, number>();
  for (const { what } of happened) byName.set(what, (byName.get(what) ?? 0) + 1);
  return [...byName].map(([what, count]) => `${what} ${count}`).join(', ');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
