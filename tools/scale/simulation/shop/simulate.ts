import { closedArrivals, openArrivals } from '../core/arrivals.ts';
import { Simulation } from '../core/simulation.ts';
import type { Costs } from './costs.ts';
import type { Deployment } from './deployment.ts';
import { Shop } from './shop.ts';
import { SERVICES } from '../../../bench/systems/system.ts';

/** Events of an order, up to Shipped. */
const EVENTS = 3;

/** How orders come: from connections that wait for each answer, or at random instants. */
export type Load = { connections: number } | { perSecond: number; connections: number };

/** What a simulated shop did after the warm-up. Durations in milliseconds. */
export interface Outcome {
  perSecond: number;
  shedPerSecond: number;
  answer: { p50: number; p99: number };
  /** From the order until the page shows Shipped. */
  visible: { p50: number; p99: number };
  /** Events that waited for a relay or a consumer at the end. */
  backlog: number;
  /** Whether more events waited in the end than before, by more than 5 % of those published: their delay has no bound. */
  grows: boolean;
  /** The part with the highest share of busy time, and that share. */
  busiest: { name: string; share: number };
}

/**
 * Simulates the shop.
 * @param ms of virtual time; the first third is the warm-up, whose orders do not count
 * @param seed the same one gives the same outcome
 * @example
 * simulate(costs, deployment, { connections: 16 }, 9_000, 1).perSecond
 */
export function simulate(costs: Costs, deployment: Deployment, load: Load, ms: number, seed: number): Outcome {
  const simulation = new Simulation();
  const shop = new Shop(simulation, costs, deployment, seed);
  const serve = (since: number, done: () => void): void => shop.order(since, done);
  if ('perSecond' in load) openArrivals(simulation, { ...load, seed: seed + 1 }, serve);
  else closedArrivals(simulation, load.connections, serve);
  simulation.runUntil(ms / 3);
  shop.forget();
  const before = shop.backlog;
  const measuredS = (ms - simulation.now) / 1_000;
  simulation.runUntil(ms);
  const { answers, visible, servers, services } = shop;
  // On a shared machine a thread is also held while it waits for a core.
  const owners = deployment.sharedCores === undefined ? SERVICES : [];
  const threads = owners.flatMap((name) => services[name].pods.map(({ thread }) => thread));
  const parts = [...threads, ...shop.stockRows, ...servers].map((part) => ({
    name: part.name,
    share: part.utilisation,
  }));
  const [busiest = { name: '', share: 0 }] = parts.toSorted((one, other) => other.share - one.share);
  return {
    perSecond: answers.count / measuredS,
    shedPerSecond: shop.shed / measuredS,
    answer: { p50: answers.percentile(0.5), p99: answers.percentile(0.99) },
    visible: { p50: visible.percentile(0.5), p99: visible.percentile(0.99) },
    backlog: shop.backlog,
    grows: shop.backlog - before > answers.count * EVENTS * 0.05,
    busiest,
  };
}
