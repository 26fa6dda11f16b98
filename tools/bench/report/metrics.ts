import type { Profile } from '../systems/system.ts';

/** A goal for the ratio project ÷ floor, or for the project's absolute value. */
export interface Goal {
  of: 'ratio' | 'value';
  atLeast?: number;
  atMost?: number;
}

export interface Metric {
  name: string;
  label: string;
  unit: string;
  digits: number;
  goals: Partial<Record<Profile, Goal[]>>;
}

const value = (goal: Omit<Goal, 'of'>): Goal => ({ of: 'value', ...goal });
const ratio = (goal: Omit<Goal, 'of'>): Goal => ({ of: 'ratio', ...goal });
const both = (...goals: Goal[]): Metric['goals'] => ({ embedded: goals, services: goals });

const metric = (name: string, label: string, unit: string, digits: number, goals: Metric['goals'] = {}): Metric => ({
  name,
  label,
  unit,
  digits,
  goals,
});

/** The rows of the table, in order, with the goals of each profile. No other file contains a goal. */
export const METRICS: Metric[] = [
  metric('first', 'first 1,000 orders after ready, orders/s', '/s', 0),
  metric('first.p99', 'first 1,000 orders after ready, p99', 'ms', 0, {
    embedded: [value({ atMost: 250 })],
    services: [value({ atMost: 400 })],
  }),
  metric('after10', 'orders/s, 16 connections, 10 s after ready', '/s', 0, {
    embedded: [ratio({ atLeast: 0.6 })],
    services: [ratio({ atLeast: 0.7 })],
  }),
  metric('after60', 'orders/s, 16 connections, 60 s after ready', '/s', 0, {
    embedded: [ratio({ atLeast: 0.75 })],
    services: [ratio({ atLeast: 0.9 })],
  }),
  metric('closed16', 'orders/s, 16 connections, 4,000 orders after ready', '/s', 0),
  metric('closed64', 'orders/s, 64 connections', '/s', 0),
  metric('closed64.p99', 'answer p99, 64 connections', 'ms', 1),
  metric('cpu64', 'CPU of all four per order, warm', 'µs', 0, {
    embedded: [ratio({ atMost: 1.5 })],
    services: [ratio({ atMost: 1.3 })],
  }),
  metric('drain', 'end of load → all shipped', 'ms', 0),
  metric('halfRate', 'half load', '/s', 0),
  metric('answer.p50', 'answer at half load, p50', 'ms', 1),
  metric('answer.p99', 'answer at half load, p99', 'ms', 1, {
    embedded: [ratio({ atMost: 2 })],
    services: [ratio({ atMost: 1.5 })],
  }),
  metric('shipped.p50', 'order → Shipped visible, p50', 'ms', 1),
  metric('shipped.p99', 'order → Shipped visible, p99', 'ms', 1, {
    embedded: [ratio({ atMost: 2 }), value({ atMost: 100 })],
    services: [ratio({ atMost: 1.5 }), value({ atMost: 400 })],
  }),
  metric('ready.first', 'start command → all ready, first', 'ms', 0),
  metric('ready', 'start command → all ready', 'ms', 0, {
    embedded: [value({ atMost: 3_000 })],
    services: [value({ atMost: 4_000 })],
  }),
  metric('stop', 'SIGTERM under load → stopped', 'ms', 0),
  metric('restMemory', 'memory at rest, largest service', 'MB', 0),
  metric('loadMemory', 'memory under load, largest service', 'MB', 0, {
    embedded: [value({ atMost: 150 })],
    services: [value({ atMost: 190 })],
  }),
  metric('growth', 'orders/s, 1,000,000 stored ÷ 1,000', '', 2, both(value({ atLeast: 0.9 }))),
  metric('models.perSecond', 'orders/s of 1,000 models, 64 connections', '/s', 0),
  metric('models', 'orders/s of one model ÷ of 1,000', '', 2, both(value({ atLeast: 0.9 }))),
  metric('bookings.perSecond', 'bookings/s, 16 connections', '/s', 0),
  metric('bookings', 'bookings/s ÷ instant orders/s', '', 2, both(value({ atLeast: 0.8 }))),
  metric('extensions.perSecond', 'extensions/s, 16 connections', '/s', 0),
  metric('extensions', 'extensions/s ÷ bookings/s', '', 2, both(value({ atLeast: 0.8 }))),
  metric('calendar.perSecond', 'bookings/s, 1,000,000 occupations', '/s', 0),
  metric('calendar', 'bookings/s, 1,000,000 occupations ÷ 1,000', '', 2, {
    embedded: [value({ atLeast: 0.9 })],
  }),
  metric('catchUp', 'catch-up after 50,000 events', '/s', 0, both(value({ atLeast: 5_000 }))),
  metric('rebuild', 'rebuild of the read model', '/s', 0, {
    embedded: [value({ atLeast: 20_000 })],
    services: [value({ atLeast: 10_000 })],
  }),
  metric('overload', 'accepted at 3× capacity ÷ best', '', 2, both(value({ atLeast: 0.8 }))),
  metric('overload.p99', 'accepted at 3× capacity, p99', 'ms', 0),
  metric('replicas', 'two replicas ÷ one', '', 2, { services: [value({ atLeast: 1 })] }),
];
