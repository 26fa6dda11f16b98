import { contractOf, type ServiceName } from '@carshare/events';
import { EventConsumer, Inbox, Outbox, Relay, ShardLeases } from '@carshare/messaging';
import type { Reader, UnitOfWork } from '@carshare/persistence';
import { Principal, requestValidation } from '@carshare/service-kit';
import type { MessageHandler } from '@nestjs/microservices';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import type { Incarnation } from '../runtime/incarnation.js';
import type { Database } from './database.js';
import { SimulatedUnitOfWork } from './simulated-unit-of-work.js';
import type { Request } from './network.js';
import type { Topic } from './topic.js';
import type { Birth } from './world.js';

/** The parts of every service, constructed as its modules do. */
export interface Plumbing {
  unitOfWork: UnitOfWork;
  reader: Reader;
  outbox: Outbox;
  /** Starts publishing, and consuming with the given controllers' event handlers. */
  start(...controllers: object[]): void;
}

export function plumb(who: Incarnation, database: Database, topic: Topic, replicated: boolean): Plumbing {
  const log = topic.logOf(who);
  const reader = database.readerFor(who);
  const unitOfWork = new SimulatedUnitOfWork(database.writerFor(who));
  const relay = new Relay(reader, unitOfWork, log, leasesOf(reader, unitOfWork, replicated));
  const { publishes, consumes, group } = contractOf(who.service as ServiceName);
  const inbox: Inbox = new Inbox(unitOfWork, (type) => consumer.lookup(type));
  const consumer: EventConsumer = new EventConsumer(log, { group, consumes }, inbox, relay);
  return {
    unitOfWork,
    reader,
    outbox: new Outbox(who.service, publishes, relay),
    start: (...controllers) => {
      relay.start();
      for (const controller of controllers) addHandlers(consumer, controller);
      consumer.listen((error) => {
        if (error) throw error as Error;
      });
    },
  };
}

/** The simulation's databases use the scheduler's clock instead of SQL's. */
function leasesOf(reader: Reader, unitOfWork: UnitOfWork, replicated: boolean): ShardLeases {
  return new ShardLeases(reader, unitOfWork, replicated ? () => String(Math.floor(Date.now())) : undefined);
}

/** Registers a controller's `@Consumes` methods, as Nest does at start. */
function addHandlers(consumer: EventConsumer, controller: object): void {
  const prototype = Object.getPrototypeOf(controller) as Record<string, MessageHandler>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = prototype[name];
    const patterns = (method && Reflect.getMetadata(PATTERN_METADATA, method)) as string[] | undefined;
    for (const pattern of patterns ?? []) {
      consumer.addHandler(
        pattern,
        async (event: unknown, tx: unknown) => method?.call(controller, event, tx) as unknown,
        true,
      );
    }
  }
}

const pipe = requestValidation();

/** The body after the service's own validation. */
export function validated<T>(type: new () => T, body: object | undefined): Promise<T> {
  return pipe.transform(body, { type: 'body', metatype: type }) as Promise<T>;
}

/** The part of a reply that controllers use. */
export const REPLY = { header: () => REPLY } as never;

/** The caller of what an operator or a driver does. */
export const OPERATOR = new Principal('operator', new Set(['operator']));

/** Refuses a request that the simulation has no route for. */
export const unserved = ({ method, path }: Request): never => {
  throw new RangeError(`${method} ${path} is not simulated`);
};

/** The parts of a service in its process. */
export function plumbingOf({ who, database, topic, replicated }: Birth): Plumbing {
  return plumb(who, database, topic, replicated);
}
