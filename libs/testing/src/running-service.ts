import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@carshare/event-log';
import { EVENT_LOG, messaging } from '@carshare/messaging';
import { migrate, UnitOfWork, type Schema } from '@carshare/persistence';
import { createService, loadConfig, type ServiceConfig } from '@carshare/service-kit';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import type { Engine, TestDatabase } from './databases.js';
import { eventually } from './eventually.js';
import { readHistory, type PublishedEvent } from './shop-events.js';

/** A service as its `main.ts` defines it. */
export interface ServiceParts<C extends ServiceConfig> {
  config: new () => C;
  module: { with(config: C): DynamicModule };
  schema: Schema;
}

/** The response of a {@link RunningService}. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed JSON; `{ text }` when the body is not JSON. */
  body: Record<string, unknown>;
}

/** A whole service in this process, with its own port, folder and event log. */
export class RunningService {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly dataDir: string,
    private readonly database?: TestDatabase,
  ) {}

  /**
   * @param env the variables that differ from the defaults. On a server database the migrations are applied first, as
   *   by `migrate`
   * @param database where the service stores; dropped when the service stops
   */
  static async start<C extends ServiceConfig>(
    { config: Config, module, schema }: ServiceParts<C>,
    env: Record<string, string | undefined> = {},
    database?: TestDatabase,
  ): Promise<RunningService> {
    const dataDir = await mkdtemp(join(tmpdir(), 'carshare-test-'));
    const config = loadConfig(Config, {
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      DATABASE_URL: database?.url,
      ...env,
    });
    if (!config.databaseUrl.startsWith('sqlite:')) await migrate(config, schema);
    const app = await createService(config, module.with(config));
    messaging.connect(app);
    await app.startAllMicroservices();
    await app.listen(config.PORT, config.HOST);
    return new RunningService(app, await app.getUrl(), dataDir, database);
  }

  /** Starts the service on a database of its own, which is dropped when the service stops. */
  static async on<C extends ServiceConfig>(
    engine: Engine,
    parts: ServiceParts<C>,
    env: Record<string, string | undefined> = {},
  ): Promise<RunningService> {
    return RunningService.start(parts, env, await engine.create());
  }

  get log(): EventLog {
    return this.app.get<EventLog>(EVENT_LOG);
  }

  /** All events on the topic, oldest first, after the service has published what it has committed. */
  async history(): Promise<PublishedEvent[]> {
    await eventually(async () => {
      const [waiting] = await this.rows('SELECT id FROM outbox WHERE sent_at IS NULL LIMIT 1');
      if (waiting) throw new Error('The outbox holds events that are not published');
    });
    return readHistory(this.log);
  }

  /** Reads the database directly. */
  rows<T = Record<string, unknown>>(sql: string): Promise<T[]> {
    return this.app.get(DataSource).query<T[]>(sql);
  }

  /** Writes to the database directly, without the service's rules. @returns the number of changed rows */
  execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return this.app.get(UnitOfWork).transaction((tx) => tx.execute(sql, parameters));
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  patch(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('PATCH', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** Sends the body unchanged. */
  async send(method: string, path: string, body: string | undefined, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  }

  /** The resources in a list. */
  async list(path: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
    const { status, body } = await this.get(path, headers);
    const [rows] = Object.values(body['_embedded'] ?? {}) as Record<string, unknown>[][];
    if (status !== 200 || !rows) throw new Error(`${path} answered ${status} and no list`);
    return rows;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await rm(this.dataDir, { recursive: true, force: true });
    await this.database?.drop();
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}
