import { ASSUMED } from './assumed.ts';
import { figure, type Measured } from './measured.ts';
import { pageEventMsOf, relayPerSecond } from './derive.ts';
import { quietness } from './quiet.ts';
import { MAX_STREAMS, PARTITIONS } from './needs.ts';
import { rentalOf } from './rental.ts';

/** A part of the shop of version 0.2, as the production overlay deploys it, and the rate at which it gives way. */
export interface Ceiling {
  part: string;
  /** Orders per second. */
  perSecond: number;
  why: string;
  change: string;
}

/** Pods of a service at most: `maxReplicas` in k8s/base. */
export const MAX_PODS = 12;
/** New orders per second and pod of the gateway: istio/ingress/shed-load.yaml. */
const GATEWAY_ORDERS = 300;
/** Connections of one pod to its database: DATABASE_WRITE_CONNECTIONS and DATABASE_READ_CONNECTIONS. */
const POD_CONNECTIONS = 20;
/** Default of `max_connections` in MySQL. */
const MYSQL_CONNECTIONS = 151;

/** The parts in the order in which they give way. */
export function ceilingsOf(measured: Measured): Ceiling[] {
  const { costs } = measured;
  const rental = rentalOf(measured);
  const { hotShare, watchedS, syncMs, networkRoundTripMs, databaseCores, target } = ASSUMED;
  const holdMs = 2 * networkRoundTripMs + syncMs;
  const relay = relayPerSecond(measured);
  const mostEvents = Math.max(...Object.values(rental.published));
  const events = Object.values(rental.published).reduce((sum, count) => sum + count, 0);
  const pageEventMs = pageEventMsOf(measured);
  // The measured stream has the three changes of an order to Shipped.
  const openPageMs = figure(costs.streams, 'cpu.1') - figure(costs.streams, 'cpu.0');
  const streamMs = (openPageMs * quietness(measured, 'customerpage') * events) / 3;
  const pods = (ms: number): number => (MAX_PODS * 1_000 * target) / ms;
  const connections = Math.floor(MYSQL_CONNECTIONS / POD_CONNECTIONS);
  return [
    {
      part: 'the gateway',
      perSecond: GATEWAY_ORDERS,
      why: `one gateway pod passes ${GATEWAY_ORDERS} new orders per second and answers the rest with 429`,
      change: 'a gateway pod for each 300 orders/s, or another limit in `istio/ingress/shed-load.yaml`',
    },
    {
      part: 'connections of MySQL',
      perSecond: (connections * 1_000 * target) / rental.cpuMs.order,
      why: `the default of ${MYSQL_CONNECTIONS} connections is enough for ${connections} pods of order with ${POD_CONNECTIONS} each`,
      change: '`max_connections` of 1,000, above that fewer connections per pod or a proxy that shares them',
    },
    {
      part: 'open pages',
      perSecond: (MAX_PODS * MAX_STREAMS) / watchedS,
      why: `${MAX_PODS} pods hold ${MAX_STREAMS} streams each; each customer watches for ${watchedS} s after an order`,
      change: 'pods for streams alone, which have no consumer and no limit of 12',
    },
    {
      part: 'the stock row of a model',
      perSecond: 1_000 / holdMs / hotShare,
      why: `a commit holds the row for ${holdMs} ms, and ${hotShare * 100} % of the orders are for one model`,
      change:
        'built: orders of one model share a commit ([decision 20](decisions/0020-orders-of-one-model-share-a-commit.md))',
    },
    {
      part: 'pods of order',
      perSecond: pods(rental.cpuMs.order),
      why: `${MAX_PODS} pods at ${target * 100} % of a core`,
      change: 'a higher `maxReplicas`: pods beyond the partitions answer requests and consume nothing',
    },
    {
      part: 'pods of customerpage',
      perSecond: pods(rental.cpuMs.customerpage),
      why: `${MAX_PODS} pods at ${target * 100} % of a core, batches as small as measured`,
      change: 'more partitions and pods',
    },
    {
      part: 'the relay of delivery',
      perSecond: relay / mostEvents,
      why: `one relay publishes ${Math.round(relay)} events per second, and delivery has ${mostEvents} for each rental`,
      change:
        'built: a lease for each shard of the outbox ([decision 21](decisions/0021-relays-share-the-outbox-by-shard.md))',
    },
    {
      part: 'the MySQL server of order',
      perSecond: (databaseCores * 1_000 * target) / rental.databaseMs.order,
      why: `${databaseCores} cores at ${target * 100} %`,
      change: 'several databases for order, by order id: each has its orders, outbox, inbox and a share of the stock',
    },
    {
      part: "the stream's fan-out",
      perSecond: 1_000 / streamMs,
      why: 'each pod with an open page reads all changes of the read model',
      change: 'streams that are routed by customer, to pods that read the changes of their customers alone',
    },
    {
      part: 'twelve partitions',
      perSecond: (PARTITIONS * 1_000) / (pageEventMs * events),
      why: `${PARTITIONS} consumers with full batches of 200 events`,
      change: 'a new topic with more partitions: another number would move the keys of existing orders',
    },
  ].toSorted((one, other) => one.perSecond - other.perSecond);
}
