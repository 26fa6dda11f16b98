import type { Figures, Measured } from '../model/measured.ts';
import { ASSUMED } from '../model/assumed.ts';
import { quietMs } from '../model/quiet.ts';
import { SERVICES } from '../../bench/systems/system.ts';
import { number, table } from './markdown.ts';

const UNITS = ['orders', 'bookings', 'lives'] as const;
const HEAD = ['', 'order → Shipped', 'booking → Paid', 'hand-over → Completed'];

/** What one order, one booking and one return cost, as counted. */
export function costsSection(measured: Measured): string {
  const { costs, costsAt, benchAt } = measured;
  const row = (label: string, value: (figures: Figures) => number): string[] => [
    label,
    ...UNITS.map((unit) => number(value(costs[unit]))),
  ];
  const sum = (figures: Figures, names: readonly string[]): number =>
    names.reduce((total, name) => total + (figures[name] ?? 0), 0);
  const every = (name: string): string[] => SERVICES.map((service) => `${service}.${name}`);
  const rows = [
    ...SERVICES.map((service) => row(`CPU of ${service}, ms`, (figures) => quietMs(measured, figures, service))),
    row('CPU of MariaDB, ms', (figures) => quietMs(measured, figures, 'mysql')),
    row('CPU of PostgreSQL, ms', (figures) => quietMs(measured, figures, 'postgres')),
    row('CPU of Kafka, ms', (figures) => quietMs(measured, figures, 'kafka')),
    ...SERVICES.map((service) =>
      row(`commits of ${service}`, (figures) => figures[`${service}.database.commits`] ?? 0),
    ),
    ...SERVICES.map((service) =>
      row(`statements of ${service}`, (figures) => figures[`${service}.database.statements`] ?? 0),
    ),
    row('publications to Kafka', (figures) => sum(figures, every('kafka.produce'))),
    row('fetches from Kafka', (figures) => sum(figures, every('kafka.fetch'))),
    row('offset commits', (figures) => sum(figures, every('kafka.offsetCommit'))),
    row(
      'KB between services and databases',
      (figures) => sum(figures, [...every('database.in'), ...every('database.out')]) / 1_000,
    ),
    row(
      'KB between services and Kafka',
      (figures) => sum(figures, [...every('kafka.in'), ...every('kafka.out')]) / 1_000,
    ),
    row('KB of HTTP, at both ends', (figures) => sum(figures, [...every('http.in'), ...every('http.out')]) / 1_000),
    row('KB of database logs', (figures) => sum(figures, ['mysql.Innodb_os_log_written', 'postgres.log']) / 1_000),
  ];
  return [
    `Counted on ${costsAt.slice(0, 10)} by \`npx nx measure scale\`, on a busy machine. Its CPU times are reduced to those of the quiet run of ${benchAt.slice(0, 10)} ` +
      '(`npm run bench -- --services`), for each service by the CPU of an order at 64 connections, and for the servers by what such an order leaves of two cores.',
    `The counted run took ${number(costs.orders['perSecond'] ?? NaN)} orders per second. At higher rates more events share a batch, so an order has fewer commits, publications and fetches.`,
    table(HEAD, rows),
    eventsTable(costs),
  ].join('\n\n');
}

function eventsTable({ stored }: Measured['costs']): string {
  if (!stored) return `An event has ${ASSUMED.eventBytes} bytes: assumed from encoded examples of 479 to 602 bytes.`;
  const events = Object.entries(stored.events).map(([type, { events: count, bytes }]) => [
    type,
    number(bytes),
    number(count),
  ]);
  const bytes = SERVICES.map((service) => `${service} ${number((stored.bytesPerOrder[service] ?? NaN) / 1_000)}`);
  const text = `In the databases an order leaves ${bytes.join(', ')} KB, with indexes, inboxes and sent outbox rows.`;
  return `${table(['event', 'bytes', 'counted'], events)}\n\n${text}`;
}
