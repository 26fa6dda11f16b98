import { Reader, UnitOfWork } from '@carshare/persistence';
import { Readiness } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import type { EventLog } from '@carshare/event-log';
import { EVENT_LOG, EventConsumer, Relay } from '@carshare/messaging';
import { operationsController } from './operations.controller.js';
import { Operations } from './operations.service.js';
import { deskController } from './report.controller.js';
import { ServiceReporter } from './service-report.js';
import { StoryTeller, type OwnRecords } from './order-timeline.js';

export interface DeskOptions {
  /** The service's name in the desk's paths: `/operator/<service>/…`. */
  service: string;
  /** Its consumer group; absent for a service that only publishes. */
  group?: string;
  records: OwnRecords;
}

/** Answers the operator's desk: how this service is, and what it knows of an order. */
@Module({})
export class DeskModule {
  static with({ service, group, records }: DeskOptions): DynamicModule {
    return {
      module: DeskModule,
      controllers: [deskController(service), operationsController(service)],
      providers: [
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
          provide: StoryTeller,
          inject: [Reader],
          useFactory: (reader: Reader) => new StoryTeller(service, reader, records),
        },
      ],
    };
  }
}
