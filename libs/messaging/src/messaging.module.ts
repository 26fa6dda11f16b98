import type { EventDefinition } from '@carshare/events';
import { dialectOf, Reader, UnitOfWork } from '@carshare/persistence';
import { Metrics, ServiceConfig } from '@carshare/service-kit';
import { Logger, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { EventConsumer } from './inbox/event-consumer.js';
import { Inbox } from './inbox/inbox.js';
import { WaitingEvents } from './inbox/waiting-events.js';
import { nestLogLine, openEventLog, type EventLog } from '@carshare/event-log';
import { MessagingConfig } from './messaging.config.js';
import { watchMessaging } from './messaging.metrics.js';
import { Retention, type PrunedTable } from './retention.js';
import { isSkipped } from './inbox/skipped-batches.js';
import { DATABASE_CLOCK } from './outbox/database-clock.js';
import { Outbox } from './outbox/outbox.js';
import { Relay } from './outbox/relay.js';
import { ShardLeases } from './outbox/shard-leases.js';

/** The event log of the service, for those that read it whole. */
export const EVENT_LOG = Symbol('event log');

/** The part of a service in the contract. */
export interface MessagingOptions {
  /** The events that the service may add to its outbox. */
  publishes: readonly EventDefinition[];
  /** The events for which the service has a handler. */
  consumes: readonly EventDefinition[];
  /** Its consumer group; undefined for a service that consumes nothing. */
  group: string | undefined;
  /** Tables of events received otherwise, such as webhooks: their rows are kept for INBOX_RETENTION_DAYS. */
  prunes?: readonly PrunedTable[];
}

/**
 * Outbox, relay, inbox and consumer of a service, on Kafka where `KAFKA_BROKERS` is set, else on the embedded log. The module is
 * global: it exports `Outbox` to every feature module of the service.
 * @example
 * const module = {
 *   module: AppModule,
 *   imports: [ServiceKitModule.with(config, schema), MessagingModule.forRoot(contractOf('delivery')), DeliveriesModule],
 * };
 */
@Module({})
export class MessagingModule implements OnApplicationBootstrap {
  constructor(private readonly relay: Relay) {}

  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: MessagingConfig, useExisting: ServiceConfig },
        {
          provide: EVENT_LOG,
          inject: [MessagingConfig],
          useFactory: (config: MessagingConfig) =>
            openEventLog({
              brokers: config.kafka.brokers,
              security: config.kafka.security,
              dataDir: config.DATA_DIR,
              clientId: config.service,
              log: nestLogLine(new Logger('EventLog')),
            }),
        },
        {
          provide: Relay,
          inject: [MessagingConfig, Reader, UnitOfWork, EVENT_LOG],
          useFactory: (config: MessagingConfig, reader: Reader, unitOfWork: UnitOfWork, log: EventLog) =>
            relayOf(config, reader, unitOfWork, log),
        },
        {
          provide: Retention,
          inject: [MessagingConfig, Reader, UnitOfWork],
          useFactory: (config: MessagingConfig, reader: Reader, unitOfWork: UnitOfWork) =>
            new Retention(config, reader, unitOfWork, options.prunes),
        },
        {
          provide: Outbox,
          inject: [MessagingConfig, Relay],
          useFactory: (config: MessagingConfig, relay: Relay) => new Outbox(config.service, options.publishes, relay),
        },
        {
          provide: EventConsumer,
          inject: [MessagingConfig, UnitOfWork, Reader, EVENT_LOG, Relay],
          useFactory: (
            config: MessagingConfig,
            unitOfWork: UnitOfWork,
            reader: Reader,
            log: EventLog,
            relay: Relay,
          ) => {
            const inbox: Inbox = new Inbox(unitOfWork, (type) => consumer.lookup(type), config.service);
            const consumer: EventConsumer = new EventConsumer(
              log,
              { group: options.group, consumes: options.consumes, isSkipped: isSkipped(reader) },
              inbox,
              relay,
              new WaitingEvents(reader, inbox),
            );
            return consumer;
          },
        },
        {
          provide: 'messaging watch',
          inject: [Metrics, Reader, EVENT_LOG, Relay, EventConsumer],
          useFactory: (metrics: Metrics, reader: Reader, log: EventLog, relay: Relay, consumer: EventConsumer) => {
            watchMessaging(metrics, { reader, log, relay, consumer, group: options.group });
            return true;
          },
        },
      ],
      exports: [Outbox, Relay, EventConsumer, EVENT_LOG],
    };
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }
}

/** Lanes of a relay whose database and broker are servers: one reads while another publishes and a third marks what was published. */
const LANES = 3;

/** An SQLite file has one writer: it needs no lease, and its reads and writes do not overlap. */
function relayOf(config: MessagingConfig, reader: Reader, unitOfWork: UnitOfWork, log: EventLog): Relay {
  const dialect = dialectOf(config.databaseUrl);
  if (dialect === 'sqlite') return new Relay(reader, unitOfWork, log, new ShardLeases(reader, unitOfWork));
  const leases = new ShardLeases(reader, unitOfWork, () => DATABASE_CLOCK[dialect]);
  return new Relay(reader, unitOfWork, log, leases, LANES);
}
