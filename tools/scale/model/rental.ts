import { SERVICES, type ServiceName } from '../../bench/systems/system.ts';
import { ASSUMED } from './assumed.ts';
import { eachService } from './each-service.ts';
import { figure, type Measured } from './measured.ts';
import { quietMs, type Process } from './quiet.ts';

/** What a rental needs from the order to Completed: one order, its hand-over and its return. */
export interface Rental {
  /** CPU of each service in milliseconds. */
  cpuMs: Record<ServiceName, number>;
  /** CPU of the database server of each service in milliseconds. */
  databaseMs: Record<ServiceName, number>;
  kafkaMs: number;
  /** Events that each service publishes. */
  published: Record<ServiceName, number>;
  /** Bytes of all events of a rental, with keys and headers. */
  eventBytes: number;
  /** Bytes between services, databases, Kafka and clients, in both directions. */
  networkBytes: number;
  /** Bytes that stay in the databases; until `stored` is measured, those of the logs, which are more. */
  storedBytes: number;
  /** Bytes of the database logs. */
  logBytes: number;
}

/** The services by which a rental's events are published; each event occurs once. */
const PUBLISHED: Record<ServiceName, readonly string[]> = {
  order: ['Ordered', 'OrderCompleted'],
  payment: ['Paid'],
  delivery: ['Shipped', 'HandedOver', 'Returned'],
  customerpage: [],
};

/** Adds the two measured halves of a rental: order to Shipped, hand-over to Completed. */
export function rentalOf(measured: Measured): Rental {
  const { orders, lives, stored } = measured.costs;
  const cpu = (process: Process): number => quietMs(measured, orders, process) + quietMs(measured, lives, process);
  const both = (name: string): number => figure(orders, name) + figure(lives, name);

  const work = (service: ServiceName): number =>
    both(`${service}.database.statements`) + both(`${service}.database.commits`);
  const mysqlWork = work('order') + work('payment') + work('delivery');
  const databaseMs = (service: ServiceName): number =>
    service === 'customerpage' ? cpu('postgres') : (cpu('mysql') * work(service)) / mysqlWork;
  const bytesOf = (type: string): number => stored?.events[type]?.bytes ?? ASSUMED.eventBytes;
  const logBytes = both('mysql.Innodb_os_log_written') + both('postgres.log');
  return {
    cpuMs: eachService(cpu),
    databaseMs: eachService(databaseMs),
    kafkaMs: cpu('kafka'),
    published: eachService((service) => PUBLISHED[service].length),
    eventBytes: Object.values(PUBLISHED)
      .flat()
      .map(bytesOf)
      .reduce((sum, bytes) => sum + bytes, 0),
    networkBytes: sum(
      SERVICES.flatMap((service) =>
        ['database', 'kafka', 'http'].map((peer) => both(`${service}.${peer}.in`) + both(`${service}.${peer}.out`)),
      ),
    ),
    storedBytes: stored ? sum(Object.values(stored.bytesPerOrder)) : logBytes,
    logBytes,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
