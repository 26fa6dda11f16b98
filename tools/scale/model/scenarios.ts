import { SERVICES } from '../../bench/systems/system.ts';
import type { Deployment } from '../simulation/shop/deployment.ts';
import { ASSUMED } from './assumed.ts';
import { MAX_PODS } from './ceilings.ts';
import { eachService } from './each-service.ts';
import type { Measured } from './measured.ts';
import { needsOf, PARTITIONS } from './needs.ts';

/** The rates that the page is about, in orders per second. */
export const RATES = [100, 1_000, 10_000, 100_000] as const;
/** The rate of one cell: a whole shop with servers and a topic of its own, which has a part of the customers. */
export const CELL = 10_000;

/** Orders of a model that a pod commits together, and the shards of an outbox, with the changes. */
const STOCK_BATCH = 64;
const SHARDS = 13;

/** The measured machine: one or two of each service, and all servers, on its cores. All orders are for one model. */
export function measuredMachine(cores: number, replicas: number): Deployment {
  return {
    pods: eachService(() => replicas),
    sharedCores: cores,
    databases: 1,
    databaseCores: cores,
    kafkaCores: cores,
    relays: 1,
    partitions: PARTITIONS,
    hotShare: 1,
    stockBatch: 1,
  };
}

/** The shop of version 0.2, with as many pods as the rate needs and the manifests allow. */
export function version02(measured: Measured, perSecond: number): Deployment {
  const { pods } = needsOf(measured, perSecond);
  return {
    pods: eachService((service) => Math.min(MAX_PODS, pods[service])),
    sharedCores: undefined,
    databases: 1,
    databaseCores: ASSUMED.databaseCores,
    kafkaCores: ASSUMED.kafkaCores,
    relays: 1,
    partitions: PARTITIONS,
    hotShare: ASSUMED.hotShare,
    stockBatch: 1,
  };
}

/** The shop with the changes that the rate needs. */
export function changed(measured: Measured, perSecond: number): Deployment {
  const { pods, partitions, databases, kafkaCores } = needsOf(measured, perSecond);
  return {
    ...version02(measured, perSecond),
    pods,
    partitions,
    kafkaCores: Math.max(ASSUMED.kafkaCores, kafkaCores),
    databases: Math.max(...Object.values(databases)),
    relays: Math.min(SHARDS, ...SERVICES.filter((name) => name !== 'customerpage').map((name) => pods[name])),
    stockBatch: STOCK_BATCH,
  };
}
