import { simulate, type Load, type Outcome } from '../simulation/shop/simulate.ts';
import { costsOf } from './derive.ts';
import { figure, type Measured } from './measured.ts';
import { measuredMachine } from './scenarios.ts';

/** A measured point beside what the simulation of the same machine gives. */
export interface Point {
  what: string;
  unit: '/s' | 'ms' | '';
  measured: number;
  simulated: number;
  /** By which factor the two may differ for the model to count as right; undefined: the model does not contain it. */
  within: number | undefined;
}

/** Factor by which rates may differ. */
const RATE = 1.3;
/** Factor for latencies: the same order of magnitude. */
const LATENCY = 3;
const SEED = 1;
const MS = 15_000;
/** Connections of the load generator in an open loop, and of the measure of two replicas: tools/bench. */
const OPEN_CONNECTIONS = 512;
const REPLICA_CONNECTIONS = 32;
const CURVE = [10, 25, 50, 75, 90, 100, 125, 150];

/** Simulates the measured machine at the measured points. */
export function pointsOf(measured: Measured): Point[] {
  const { bench, cores } = measured;
  const costs = costsOf(measured);
  const run = (load: Load, replicas = 1): Outcome => simulate(costs, measuredMachine(cores, replicas), load, MS, SEED);
  const open = (perSecond: number): Outcome => run({ perSecond, connections: OPEN_CONNECTIONS });
  const of = (name: string): number => figure(bench, name);
  const point = (what: string, unit: Point['unit'], name: string, simulated: number): Point => {
    const within = unit === 'ms' ? LATENCY : RATE;
    return { what, unit, measured: of(name), simulated, within };
  };

  const closed16 = run({ connections: 16 });
  const closed64 = run({ connections: 64 });
  const half = open(of('halfRate'));
  const over = open(3 * of('closed64'));
  const [one, two] = [1, 2].map((replicas) => run({ connections: REPLICA_CONNECTIONS }, replicas).perSecond);
  return [
    point('1 replica, 16 connections', '/s', 'closed16', closed16.perSecond),
    point('1 replica, 64 connections', '/s', 'closed64', closed64.perSecond),
    point('answer p99, 64 connections', 'ms', 'closed64.p99', closed64.answer.p99),
    point('2 replicas ÷ 1, 32 connections', '', 'replicas', (two ?? NaN) / (one ?? NaN)),
    point('answer p50, half load', 'ms', 'answer.p50', half.answer.p50),
    point('answer p99, half load', 'ms', 'answer.p99', half.answer.p99),
    point('Shipped visible p50, half load', 'ms', 'shipped.p50', half.visible.p50),
    point('Shipped visible p99, half load', 'ms', 'shipped.p99', half.visible.p99),
    ...CURVE.map((share) => {
      const { perSecond } = open(of(`curve.${share}.offered`));
      return point(`accepted at ${share} % of the capacity`, '/s', `curve.${share}.accepted`, perSecond);
    }),
    point('accepted at 3× capacity ÷ best', '', 'overload', over.perSecond / closed64.perSecond),
    point('answer p50 at 3× capacity', 'ms', 'overload.p50', over.answer.p50),
    point('answer p99 at 3× capacity', 'ms', 'overload.p99', over.answer.p99),
    { ...point('1,000,000 stored ÷ 1,000', '', 'growth', 1), within: undefined },
  ];
}

/** The larger of the two divided by the smaller: 1 means equal. */
export function differs({ measured, simulated }: Point): number {
  return Math.max(measured, simulated) / Math.min(measured, simulated);
}
