import { join } from 'node:path';
import { Paid, type ReceivedEvent } from '@carshare/events';
import type { EventLog, RecordHandler, Subscription, SubscriptionProgress } from '@carshare/event-log';
import { Reader, UnitOfWork, type Tx } from '@carshare/persistence';
import { createService, ServiceConfig, ServiceKitModule } from '@carshare/service-kit';
import { Controller, Inject, Module, type FactoryProvider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Consumes } from '../src/inbox/consumes.decorator.js';
import { EventConsumer, type Consumption } from '../src/inbox/event-consumer.js';
import { Inbox } from '../src/inbox/inbox.js';
import { Relay } from '../src/outbox/relay.js';
import { ShardLeases } from '../src/outbox/shard-leases.js';
import { messagingSchema } from '../src/schema.js';
import { messaging } from '../src/service-parts.js';
import { HeldLog } from './store.js';

const PLAN = Symbol('payments that fail');

export const DELIVERY: Consumption = { group: 'delivery', consumes: [Paid] };

/** Which payments fail, and how; a number is how often. */
export type Plan = Map<number, { error: unknown; times: number }>;

@Controller()
export class PaymentsController {
  readonly attempts: number[] = [];

  constructor(@Inject(PLAN) private readonly plan: Plan) {}

  @Consumes(Paid)
  async paid(event: ReceivedEvent<typeof Paid>, tx: Tx): Promise<void> {
    const { id, orderId } = event.data;
    this.attempts.push(id);
    await tx.execute('INSERT INTO effects (payment, told) VALUES (?, ?)', [id, `${event.definition.type} ${orderId}`]);
    const failure = this.plan.get(id);
    if (!failure || failure.times === 0) return;
    failure.times -= 1;
    throw failure.error;
  }
}

@Module({ controllers: [PaymentsController] })
class PaymentsModule {}

/** A log whose records the test delivers. */
export class HandDeliveredLog extends HeldLog {
  deliver: RecordHandler = () => Promise.reject(new Error('there is no subscription'));
  progress: SubscriptionProgress = { running: true, lastPollAt: Date.now() };
  closed: string[] = [];

  override async subscribe(group?: string, handler?: RecordHandler): Promise<Subscription> {
    if (group !== 'delivery' || !handler) throw new Error('another group');
    this.deliver = handler;
    return {
      progress: () => this.progress,
      close: async () => void this.closed.push('subscription'),
    };
  }

  override async close(): Promise<void> {
    this.closed.push('log');
  }
}

class Config extends ServiceConfig {
  readonly service = 'delivery';
  override PORT = 0;
  override LOG_LEVEL = 'silent';
}

/** The application as a service's `main.ts` builds it, with another log: it inherits the filters and pipes of requests. */
export async function buildApp(folder: string, log: EventLog, plan: Plan): Promise<NestFastifyApplication> {
  const config = Object.assign(new Config(), { DATABASE_URL: `sqlite:${join(folder, 'store.sqlite')}` });
  const consumer: FactoryProvider<EventConsumer> = {
    provide: EventConsumer,
    inject: [UnitOfWork, Reader],
    useFactory: (unitOfWork: UnitOfWork, reader: Reader) => {
      const relay = new Relay(reader, unitOfWork, log, new ShardLeases(reader, unitOfWork));
      const inbox: Inbox = new Inbox(unitOfWork, (type) => made.lookup(type));
      const made: EventConsumer = new EventConsumer(log, DELIVERY, inbox, relay);
      return made;
    },
  };
  const app = await createService(config, {
    module: PaymentsModule,
    imports: [ServiceKitModule.with(config, messagingSchema)],
    providers: [{ provide: PLAN, useValue: plan }, consumer],
  });
  messaging.connect(app);
  await app.startAllMicroservices();
  await app.init();
  return app;
}
