import type { ServiceName } from '../../bench/systems/system.ts';
import type { Costs } from '../simulation/shop/costs.ts';
import { RELAY_BATCH } from '../simulation/shop/deployment.ts';
import { ASSUMED } from './assumed.ts';
import { figure, type Measured } from './measured.ts';
import { quietMs, type Process } from './quiet.ts';

/** Events of an order from the request to Shipped, which the page all consumes. */
const PAGE_EVENTS = 3;
/** Statements of `OrdersService.open` (car, order, stock) and `OrdersService.place` (order, outbox). */
const OPEN = 3;
const PLACE = 2;
/** Round trips of a publication: select, send, update, commit. */
const RELAY_STEPS = 4;
const MYSQL = ['order', 'payment', 'delivery'] as const;

/**
 * CPU of customerpage for an event, in milliseconds, when 200 share a transaction. While it catches up, its thread is busy all the
 * time at most.
 */
export function pageEventMsOf({ bench }: Measured): number {
  return 1_000 / figure(bench, 'catchUp');
}

/**
 * CPU for an event of a relay with a full outbox, in milliseconds. Where it is counted, that is after thousands of events, so the
 * process is not young: it is not reduced to that of a quiet machine, and too high rather than too low.
 */
function relayedMsOf({ costs }: Measured, process: 'order' | 'mysql' | 'kafka'): number {
  return costs.relaySpeed ? figure(costs.relaySpeed, `cpu.${process}`) : ASSUMED.relayedMs[process];
}

/**
 * Events per second of one relay with a full outbox. Its steps follow each other, so their CPU adds up: reading and marking in MySQL,
 * encoding in the service, writing in Kafka.
 */
export function relayPerSecond(measured: Measured): number {
  const { networkRoundTripMs, syncMs } = ASSUMED;
  const eventMs = (['order', 'mysql', 'kafka'] as const).reduce((sum, name) => sum + relayedMsOf(measured, name), 0);
  const batchMs = RELAY_BATCH * eventMs + RELAY_STEPS * networkRoundTripMs + syncMs;
  return (RELAY_BATCH * 1_000) / batchMs;
}

/** What the parts of the shop cost on the measured machine, where all of it shares the cores. */
export function costsOf(measured: Measured): Costs {
  const { orders, stockRow } = measured.costs;
  const cpu = (process: Process): number => quietMs(measured, orders, process);
  const count = (name: string): number => figure(orders, name);

  const eventMs = pageEventMsOf(measured);
  const pageBatches = count('customerpage.database.commits');
  // While it catches up, both are busy in the same proportion.
  const pageEventMs = (eventMs * cpu('postgres')) / cpu('customerpage');
  // Delivery's CPU is that of its batches: it answers no requests.
  const deliveryBatches = count('delivery.database.commits');
  const batchMs = (cpu('delivery') - 2 * eventMs) / deliveryBatches;
  const orderBatches = count('order.database.commits') - 2;
  const sent = (service: ServiceName): number => count(`${service}.kafka.produce`);
  const statements = (service: ServiceName): number => count(`${service}.database.statements`) - 2 * sent(service);

  const all = MYSQL.reduce(
    (sum, service) => sum + count(`${service}.database.statements`) + count(`${service}.database.commits`),
    0,
  );
  const relays = sent('order') + sent('payment') + sent('delivery');
  const consumers = pageBatches + deliveryBatches - sent('delivery') + orderBatches - sent('order');
  return {
    request: {
      order: cpu('order') - orderBatches * batchMs - 3 * eventMs,
      payment: cpu('payment') - sent('payment') * batchMs - eventMs,
    },
    shedMs: ASSUMED.shedMs,
    batchMs: {
      order: batchMs,
      payment: batchMs,
      delivery: batchMs,
      customerpage: (cpu('customerpage') - PAGE_EVENTS * eventMs) / pageBatches,
    },
    eventMs: { order: eventMs, payment: eventMs, delivery: eventMs, customerpage: eventMs },
    statements: {
      open: OPEN,
      place: PLACE,
      charge: statements('payment'),
      event: {
        order: (statements('order') - OPEN - PLACE) / 2,
        payment: 0,
        delivery: statements('delivery'),
        customerpage: count('customerpage.database.statements') / pageBatches,
      },
    },
    statementMs: cpu('mysql') / all,
    pageBatchMs: (cpu('postgres') - PAGE_EVENTS * pageEventMs) / pageBatches,
    pageEventMs,
    relayedMs: relayedMsOf(measured, 'mysql'),
    kafkaMs: cpu('kafka') / (relays + consumers),
    clientMs: cpu('load'),
    syncMs: stockRow ? 1_000 / figure(stockRow, 'oneRow') - ASSUMED.localRoundTripMs : ASSUMED.localSyncMs,
    roundTripMs: ASSUMED.localRoundTripMs,
  };
}

/** The same on machines of a cluster: each process and server has cores of its own, and a network is between them. */
export function clusterCosts(measured: Measured): Costs {
  const { networkRoundTripMs, syncMs } = ASSUMED;
  return { ...costsOf(measured), clientMs: 0, syncMs, roundTripMs: networkRoundTripMs };
}
