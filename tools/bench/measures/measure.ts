import type { Load } from '../load/load.ts';
import type { Outcome } from '../load/jobs.ts';
import type { System } from '../systems/system.ts';

/** Metric names and values; the units are in `report/metrics.ts`. */
export type Figures = Record<string, number>;

export interface Context {
  /** A system with its own empty data; each measure starts and stops what it needs, and finds it stopped. */
  system: System;
  /** A further system of the same kind with `replicas` of each service, on data of its own; disposed of by the runner. */
  another(replicas: number): Promise<System>;
  load: Load;
  quick: boolean;
  /** What the measures before this one found for the same system. */
  figures: Figures;
  note(text: string): void;
}

export interface Measure {
  name: string;
  /** It works on systems from `another` alone, and the one it is given is replaced afterwards. */
  ownData?: boolean;
  run(context: Context): Promise<Figures>;
}

/** Fails on answers that are neither an order nor a refusal to come again: figures of a broken system are worth nothing. */
export function sound(outcome: Outcome): Outcome {
  if (outcome.failed > 0 || outcome.accepted === 0) {
    throw new Error(
      `${outcome.failed} of ${outcome.accepted + outcome.failed} orders failed: ${JSON.stringify(outcome.failures)}`,
    );
  }
  return outcome;
}

/**
 * Orders until the compilers have seen enough of them: in the minute after its start a process takes twice the CPU for an order. Each
 * replica of order gets 4,000, or as many as 40 seconds allow; that is what it takes on servers, and two seconds embedded.
 */
export async function warmUp({ load, quick }: Context, system: System): Promise<void> {
  const urls = system.urls('order');
  const full = { seconds: 40 * urls.length, orders: 4_000 * urls.length };
  sound(await load.run({ kind: 'closed', urls, connections: 64, ...(quick ? { seconds: 1 } : full) }));
}

/** Orders back to back on 16 connections; the rate per second is the best one known when `closed` has not run. */
export async function capacity(context: Context): Promise<number> {
  const known = Math.max(context.figures['closed16'] ?? 0, context.figures['closed64'] ?? 0);
  if (known > 0) return known;
  const urls = context.system.urls('order');
  await context.load.run({ kind: 'closed', urls, connections: 16, seconds: 2 });
  return sound(await context.load.run({ kind: 'closed', urls, connections: 16, seconds: 3 })).perSecond;
}
