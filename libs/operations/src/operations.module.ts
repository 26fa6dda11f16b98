import { Reader, UnitOfWork } from '@carshare/persistence';
import { Readiness, ServiceConfig } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import type { EventLog } from '@carshare/event-log';
import { EVENT_LOG, EventConsumer, MessagingConfig, Relay } from '@carshare/messaging';
import { ActionsQueries } from './actions.queries.js';
import { operationsController } from './operations.controller.js';
import { Operations } from './operations.service.js';
import { reportController } from './report.controller.js';
import { ServiceReporter } from './service-report.js';
import { OrderTimeline, type OwnRecords } from './order-timeline.js';

/** What {@link OperationsModule} needs of its service. */
export interface OperationsOptions {
  /** The service's name in the paths `/operator/<service>/…`. */
  service: string;
  /** The service's consumer group; absent for a service that only publishes. */
  group?: string | undefined;
  /** Reads the service's own rows of an order for the timeline. */
  records: OwnRecords;
}

/** The HTTP API of one service for the operator console: its state, order timelines, and events that are stuck. */
@Module({})
export class OperationsModule {
  static with({ service, group, records }: OperationsOptions): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [reportController(service), operationsController(service)],
      providers: [
        { provide: MessagingConfig, useExisting: ServiceConfig },
        {
          provide: ServiceReporter,
          inject: [Readiness, Reader, EVENT_LOG],
          useFactory: (readiness: Readiness, reader: Reader, log: EventLog) =>
            new ServiceReporter(service, readiness, reader, log, group),
        },
        {
          provide: Operations,
          inject: [Reader, UnitOfWork, EventConsumer, Relay],
          useFactory: (reader: Reader, unitOfWork: UnitOfWork, consumer: EventConsumer, relay: Relay) =>
            new Operations(service, reader, unitOfWork, consumer.inbox, relay),
        },
        {
          provide: ActionsQueries,
          inject: [Reader],
          useFactory: (reader: Reader) => new ActionsQueries(reader),
        },
        {
          provide: OrderTimeline,
          inject: [Reader, ActionsQueries, MessagingConfig],
          useFactory: (reader: Reader, actions: ActionsQueries, { INBOX_RETENTION_DAYS }: MessagingConfig) =>
            new OrderTimeline(service, reader, records, actions, INBOX_RETENTION_DAYS),
        },
      ],
    };
  }
}
