import { awaitShipped } from '../load/await-shipped.ts';
import type { Load } from '../load/load.ts';
import type { Outcome } from '../load/jobs.ts';
import type { System } from '../systems/system.ts';

/** Metric names and values; the units are in `report/metrics.ts`. */
export type Figures = Record<string, number>;

export interface Context {
  /**
   * A system with empty data. A measure starts and stops the processes that it needs; they are stopped when it begins.
   */
  system: System;
  /**
   * Makes another system of the same kind with `replicas` of each service and its own data; the runner disposes of it.
   */
  another(replicas: number): Promise<System>;
  load: Pick<Load, 'run'>;
  quick: boolean;
  /** Results of the previous measures of the same system. */
  figures: Figures;
  note(text: string): void;
}

export interface Measure {
  name: string;
  /** The measure uses only systems from `another`, and the given system is replaced afterwards. */
  ownData?: boolean;
  run(context: Context): Promise<Figures>;
}

/**
 * How often and how long two things are compared in turns, in seconds. The speed of a machine changes within seconds, so many short
 * rounds say more than a few long ones.
 */
export const turns = (quick: boolean): { rounds: number; seconds: number } =>
  quick ? { rounds: 1, seconds: 1 } : { rounds: 12, seconds: 3 };

/**
 * Throws on answers that are neither an order nor a load-shedding rejection: figures of a broken system are invalid.
 */
export function sound(outcome: Outcome): Outcome {
  if (outcome.failed > 0 || outcome.accepted === 0) {
    throw new Error(
      `${outcome.failed} of ${outcome.accepted + outcome.failed} orders failed: ${JSON.stringify(outcome.failures)}`,
    );
  }
  return outcome;
}

/**
 * Sends orders until the compilers have optimised the hot code: in its first minute a process needs twice the CPU per
 * order. Each replica of order gets 4,000 orders, or as many as fit in 40 s. On servers that takes 40 s, embedded 2 s.
 */
export async function warmUp({ load, quick }: Context, system: System): Promise<void> {
  const urls = system.urls('order');
  const full = { seconds: 40 * urls.length, orders: 4_000 * urls.length };
  sound(await load.run({ kind: 'closed', urls, connections: 64, ...(quick ? { seconds: 1 } : full) }));
}

/** The capacity in orders/s: the best figure of earlier measures, otherwise measured on 16 connections. */
export async function capacity(context: Context): Promise<number> {
  const known = Math.max(context.figures['closed16'] ?? 0, context.figures['closed64'] ?? 0);
  if (known > 0) return known;
  const urls = context.system.urls('order');
  await context.load.run({ kind: 'closed', urls, connections: 16, seconds: 2 });
  return sound(await context.load.run({ kind: 'closed', urls, connections: 16, seconds: 3 })).perSecond;
}

/** Starts the system, places so many orders, and stops it when all are shipped; returns the last order id. */
export async function place({ load }: Context, system: System, orders: number, connections = 16): Promise<number> {
  await system.start();
  await system.restock();
  const job = { kind: 'closed', urls: system.urls('order'), connections, seconds: 600, orders } as const;
  const { lastId } = sound(await load.run(job));
  await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
  await system.stop();
  return lastId;
}
