import type { ServiceName } from '../../bench/systems/system.ts';
import { ASSUMED } from './assumed.ts';
import { relayPerSecond } from './derive.ts';
import { eachService } from './each-service.ts';
import type { Measured } from './measured.ts';
import { rentalOf } from './rental.ts';

/** What a rate needs. */
export interface Needs {
  perSecond: number;
  pods: Record<ServiceName, number>;
  /** Writing servers of each service's database. */
  databases: Record<ServiceName, number>;
  /** What all databases write to their logs. */
  logMbPerSecond: number;
  partitions: number;
  /** Relays of the service that publishes most. */
  relays: number;
  kafkaCores: number;
  /** Traffic of all pods, in both directions. A request between services counts at both ends. */
  networkMbit: number;
  topicMbit: number;
  /** What one day adds to the databases. */
  storedGbPerDay: number;
  /** What one day adds to the topic, in all copies. */
  topicGbPerDay: number;
  /** Pods of customerpage by the number of their open streams. */
  streamPods: number;
  /** Days until the ids of the orders have passed 2^31 - 1. */
  idDays: number;
}

/** The topic's partitions by default, and what a production overlay starts with of each service. */
export const PARTITIONS = 12;
const LEAST_PODS = 3;
/** Open streams of a process: MAX_OPEN_STREAMS. */
export const MAX_STREAMS = 2_000;
/** The largest `integer`, the type of `orders.id`. */
const LAST_ID = 2 ** 31 - 1;
const DAY_S = 86_400;

/** Calculates what a number of rentals per second needs, each from the order to Completed. */
export function needsOf(measured: Measured, perSecond: number): Needs {
  const rental = rentalOf(measured);
  const { target, databaseCores, watchedS, kafkaReplicas } = ASSUMED;
  const core = 1_000 * target;
  const byCpu = eachService((service) => Math.ceil((perSecond * rental.cpuMs[service]) / core));
  const streamPods = Math.ceil((perSecond * watchedS) / MAX_STREAMS);
  const pods = eachService((service) => Math.max(LEAST_PODS, byCpu[service]));
  const relaySpeed = relayPerSecond(measured) * target;
  const topicBytes = perSecond * rental.eventBytes;
  return {
    perSecond,
    pods,
    databases: eachService((service) => Math.ceil((perSecond * rental.databaseMs[service]) / (core * databaseCores))),
    logMbPerSecond: (perSecond * rental.logBytes) / 1e6,
    partitions: Math.max(PARTITIONS, byCpu.delivery, byCpu.customerpage),
    relays: Math.ceil((perSecond * Math.max(...Object.values(rental.published))) / relaySpeed),
    kafkaCores: Math.ceil((perSecond * rental.kafkaMs) / core),
    networkMbit: (perSecond * rental.networkBytes * 8) / 1e6,
    topicMbit: (topicBytes * 8) / 1e6,
    storedGbPerDay: (perSecond * rental.storedBytes * DAY_S) / 1e9,
    topicGbPerDay: (topicBytes * kafkaReplicas * DAY_S) / 1e9,
    streamPods,
    idDays: LAST_ID / perSecond / DAY_S,
  };
}
