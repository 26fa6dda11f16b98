import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ordered, Paid, type ReceivedEvent } from '@carshare/events';
import { Reader, UnitOfWork, type Tx } from '@carshare/persistence';
import { createService, Public, Readiness, ServiceKitModule } from '@carshare/service-kit';
import { Controller, Module, Post, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isSkipped, skipBatch } from '../src/inbox/skipped-batches.js';
import { EmbeddedLog, KafkaConfig } from '@carshare/event-log';
import { Consumes, messaging, MessagingConfig, MessagingModule, messagingSchema, Outbox } from '../src/index.js';
import { Collector, silent, until } from '@carshare/event-log/test/collector';

class Config extends MessagingConfig {
  readonly service = 'order';
  override PORT = 0;
  override LOG_LEVEL = 'silent';
}

let release: (() => void)[] = [];

/** Orders on request, pays what was ordered: both leave as events. */
@Controller('orders')
class OrdersController {
  private count = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Public()
  @Post()
  async order(): Promise<{ id: number }> {
    await new Promise<void>((resolve) => release.push(resolve));
    const id = (this.count += 1);
    await this.unitOfWork.transaction(async (tx) =>
      this.outbox.add(tx, Ordered, { id, productId: '1001', qty: 1, status: 'Placed' }),
    );
    return { id };
  }

  @Consumes(Ordered)
  async pay({ data }: ReceivedEvent<typeof Ordered>, tx: Tx): Promise<void> {
    this.outbox.add(tx, Paid, { ...data, id: data.id + 100, orderId: data.id, status: 'OrderApproved' });
  }
}

@Module({})
class OrderModule {
  static with(config: Config): DynamicModule {
    return {
      module: OrderModule,
      imports: [
        ServiceKitModule.with(config, messagingSchema),
        MessagingModule.forRoot({ publishes: [Ordered, Paid], consumes: [Ordered], group: 'order' }),
      ],
      controllers: [OrdersController],
    };
  }
}

let folder: string;
let app: NestFastifyApplication;

beforeEach(async () => {
  release = [];
  folder = mkdtempSync(join(tmpdir(), 'messaging-module-'));
  const config = Object.assign(new Config(), { DATA_DIR: folder });
  app = await createService(config, OrderModule.with(config));
  messaging.connect(app);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

/** Types on the topic, oldest first, read from the file by a log of its own. */
async function history(): Promise<string[]> {
  const log = new EmbeddedLog({ path: join(folder, 'log.sqlite'), log: silent });
  const types: string[] = [];
  for await (const { headers } of log.read()) types.push(headers['ce_type']!);
  await log.close();
  return types;
}

describe('A service whose broker is away', () => {
  let lonely: NestFastifyApplication;
  let config: Config;

  beforeEach(async () => {
    const kafka = Object.assign(new KafkaConfig(), { KAFKA_BROKERS: '127.0.0.1:1' });
    const own = { DATA_DIR: join(folder, 'lonely'), kafka };
    config = Object.assign(new Config(), own);
    lonely = await createService(config, OrderModule.with(config));
    messaging.connect(lonely);
    await lonely.startAllMicroservices();
    await lonely.listen(0, '127.0.0.1');
  });
  afterEach(() => lonely.close());

  it('starts, is ready, takes orders, and answers its metrics within a second', async () => {
    const url = await lonely.getUrl();
    const response = fetch(`${url}/orders`, { method: 'POST' });
    await until(() => release.length === 1);
    release[0]!();
    expect((await response).status).toBe(201);
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { details: { database: { status: 'up' } } }]);
    const begun = performance.now();
    const metrics = await fetch(`${url}/metrics`);
    expect([metrics.status, performance.now() - begun < 1_000]).toEqual([200, true]);
    const text = await metrics.text();
    expect(text).toMatch(/^outbox_waiting\{.*\} 1$/m);
    expect(text).toMatch(/^consumer_running\{.*\} 0$/m);
    expect(text).not.toMatch(/^consumer_lag\{/m);
  });

  it('is not ready while its database takes no writes', async () => {
    const url = await lonely.getUrl();
    jest.spyOn(lonely.get(UnitOfWork), 'transaction').mockRejectedValue(new Error('database or disk is full'));
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { checks: { database: { status: 'down', message: 'nothing can be written: database or disk is full' } } },
    ]);
    jest.restoreAllMocks();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('goes on behind a batch that an operator has skipped', async () => {
    const skipped = isSkipped(lonely.get(Reader));
    expect(await skipped(3, '17')).toBe(false);
    expect(await skipBatch(config, ['3', '17'])).toBe('order skips the batch at partition 3, offset 17');
    expect(await skipped(3, '17')).toBe(true);
    for (const args of [[], ['3'], ['3', 'x'], ['-1', '2'], ['3', '17', '4']]) {
      await expect(skipBatch(config, args)).rejects.toThrow('skip-batch PARTITION OFFSET');
    }
  });
});

describe('A service with messaging', () => {
  it('publishes what it commits at once, and what it hears leads to the next event', async () => {
    const log = new EmbeddedLog({ path: join(folder, 'log.sqlite'), log: silent });
    const collector = new Collector();
    await log.subscribe('witness', collector.handler);
    const delays: number[] = [];
    for (let count = 1; count <= 9; count += 1) {
      const response = fetch(`${await app.getUrl()}/orders`, { method: 'POST' });
      await until(() => release.length === count);
      const start = performance.now();
      release[count - 1]!();
      await collector.reaches(2 * count - 1);
      delays.push(performance.now() - start);
      await response;
      await collector.reaches(2 * count);
    }
    await log.close();
    expect(await history()).toEqual(Array.from({ length: 9 }, () => ['Ordered', 'Paid']).flat());
    // The relay's poll alone would take up to 200 ms and the subscriber's up to 100.
    expect(delays.sort((a, b) => a - b)[4]).toBeLessThan(50);
  });

  it('that stops publishes what its last request commits, and then closes', async () => {
    const url = await app.getUrl();
    const response = fetch(`${url}/orders`, { method: 'POST' });
    await until(() => release.length === 1);
    app.get(Readiness).stop();
    const closing = app.close();
    await sleep(200);
    release[0]!();
    expect((await response).status).toBe(201);
    await closing;
    expect((await history())[0]).toBe('Ordered');
  });

  it('that stops does not lose what it had no time to publish', async () => {
    await app.get(UnitOfWork).transaction(async (tx) => {
      for (let id = 1; id <= 450; id += 1) {
        app.get(Outbox).add(tx, Ordered, { id, productId: '1001', qty: 1, status: 'Placed' });
      }
    });
    await app.close();
    expect((await history()).filter((type) => type === 'Ordered')).toHaveLength(450);
  });

  it('shows in its metrics what waits and what is stuck', async () => {
    await app.get(UnitOfWork).transaction(async (tx) => {
      const columns = '(kind, message_key, value, headers, reason, stuck_at)';
      await tx.execute(`INSERT INTO stuck_events ${columns} VALUES ('parked', '7', '{}', '{}', 'no', 0)`);
      await tx.execute(`INSERT INTO stuck_events ${columns} VALUES ('dead', '8', '{}', '{}', 'no', 0)`);
      await tx.execute(`INSERT INTO stuck_events ${columns} VALUES ('dead', '9', '{}', '{}', 'no', 0)`);
    });
    const metrics = await (await fetch(`${await app.getUrl()}/metrics`)).text();
    const value = (name: string): number => Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(metrics)?.[1]);
    expect(['parked_events', 'dead_letters', 'outbox_waiting', 'consumer_lag'].map(value)).toEqual([1, 2, 0, 0]);
  });
});
