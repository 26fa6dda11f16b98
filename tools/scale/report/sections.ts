import { SERVICES } from '../../bench/systems/system.ts';
import { ASSUMED } from '../model/assumed.ts';
import { ceilingsOf } from '../model/ceilings.ts';
import { differs, pointsOf } from '../model/check.ts';
import { clusterCosts } from '../model/derive.ts';
import type { Measured } from '../model/measured.ts';
import { needsOf } from '../model/needs.ts';
import { CELL, changed, RATES, version02 } from '../model/scenarios.ts';
import { simulate } from '../simulation/shop/simulate.ts';
import type { Deployment } from '../simulation/shop/deployment.ts';
import { number, table } from './markdown.ts';

const SEED = 1;

/** The measured points beside the simulated ones. */
export function checkSection(measured: Measured): string {
  const rows = pointsOf(measured).map((point) => {
    const { what, unit, measured: real, simulated, within } = point;
    const value = (one: number): string => `${number(one)}${unit === 'ms' ? ' ms' : unit}`;
    const verdict = within === undefined ? 'not in the model' : differs(point) <= within ? 'yes' : 'NO';
    return [what, value(real), value(simulated), number(simulated / real), verdict];
  });
  return table(['point', 'measured', 'simulated', 'ratio', 'within the error'], rows);
}

/** What the rates need. */
export function needsSection(measured: Measured): string {
  const all = RATES.map((rate) => needsOf(measured, rate));
  const row = (label: string, value: (needs: (typeof all)[number]) => number): string[] => [
    label,
    ...all.map((needs) => number(value(needs))),
  ];
  return table(
    ['', ...RATES.map((rate) => `${number(rate)}/s`)],
    [
      ...SERVICES.map((service) => row(`pods of ${service}`, ({ pods }) => pods[service])),
      row('pods for open pages', ({ streamPods }) => streamPods),
      ...SERVICES.map((service) => row(`database servers of ${service}`, ({ databases }) => databases[service])),
      row('written to database logs, MB/s', ({ logMbPerSecond }) => logMbPerSecond),
      row('partitions', ({ partitions }) => partitions),
      row('relays of delivery', ({ relays }) => relays),
      row('cores of Kafka', ({ kafkaCores }) => kafkaCores),
      row('traffic of all pods, Mbit/s', ({ networkMbit }) => networkMbit),
      row('written to the topic, Mbit/s', ({ topicMbit }) => topicMbit),
      row('added to the databases per day at most, GB', ({ storedGbPerDay }) => storedGbPerDay),
      row('added to the topic per day, GB', ({ topicGbPerDay }) => topicGbPerDay),
      row('days until the ids end', ({ idDays }) => idDays),
    ],
  );
}

/** The parts in the order in which they give way. */
export function ceilingsSection(measured: Measured): string {
  const rows = ceilingsOf(measured).map(({ part, perSecond, why, change }) => [part, number(perSecond), why, change]);
  return table(['part', 'orders/s', 'because', 'change'], rows, [2, 3]);
}

/** The simulated shop at each rate, of version 0.2 and with the changes. */
export function simulationSection(measured: Measured): string {
  const costs = clusterCosts(measured);
  const row = (label: string, perSecond: number, deployment: Deployment): string[] => {
    const ms = perSecond > 1_000 ? 3_000 : 9_000;
    const outcome = simulate(costs, deployment, { perSecond, connections: Infinity }, ms, SEED);
    return [
      label,
      number(outcome.perSecond),
      number(outcome.shedPerSecond),
      `${number(outcome.answer.p99)} ms`,
      outcome.grows ? 'grows' : `${number(outcome.visible.p99)} ms`,
      number(outcome.backlog),
      `${outcome.busiest.name}: ${number(outcome.busiest.share * 100)} %`,
    ];
  };
  const rows = RATES.filter((rate) => rate <= CELL).flatMap((rate) => [
    row(`${number(rate)}/s, 0.2`, rate, version02(measured, rate)),
    row(`${number(rate)}/s, changed`, rate, changed(measured, rate)),
  ]);
  const head = [
    'offered',
    'accepted/s',
    'rejected/s',
    'answer p99',
    'Shipped visible p99',
    'events waiting',
    'busiest part',
  ];
  return table(head, rows, [6]);
}

/** What the model assumes. */
export function assumedSection(): string {
  const { shedMs, localRoundTripMs, networkRoundTripMs, syncMs, databaseCores, target, hotShare, watchedS } = ASSUMED;
  return table(
    ['assumption', 'value'],
    [
      ['round trip between machines', `${networkRoundTripMs} ms`],
      ['round trip on the measured machine', `${localRoundTripMs} ms`],
      ['sync of a database log in a cluster', `${syncMs} ms`],
      ['sync of a database log on the measured machine', `${ASSUMED.localSyncMs} ms`],
      ['CPU of a relayed event in order, MySQL and Kafka', `${Object.values(ASSUMED.relayedMs).join(', ')} ms`],
      ['bytes of an event', `${ASSUMED.eventBytes}`],
      ['cores of a database server', `${databaseCores}`],
      ['cores of all Kafka brokers', `${ASSUMED.kafkaCores}, or more where the table of needs says so`],
      ['planned share of cores and relays', `${target * 100} %`],
      ['share of the orders that are for one model', `${hotShare * 100} %`],
      ['a customer watches the page after an order', `${watchedS} s`],
      ['CPU of a rejected request', `${shedMs} ms`],
      ['copies of an event on the brokers', `${ASSUMED.kafkaReplicas}`],
    ],
  );
}
