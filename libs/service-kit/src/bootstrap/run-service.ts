import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { InvalidConfig, loadConfig } from '../config/load-config.js';
import type { ServiceConfig } from '../config/service.config.js';
import { createService } from './create-service.js';
import {
  createDatabase,
  DatabaseNotReady,
  describeDatabase,
  migrate,
  sqliteRemedy,
  type Schema,
} from '@carshare/persistence';
import { Readiness } from '../health/readiness.js';

/** What `main.ts` says about a service. */
export interface ServiceDefinition<C extends ServiceConfig> {
  config: new () => C;
  schema: Schema;
  module: { with(config: C): DynamicModule };
  /** Connects the event consumer to the application. */
  connect?(app: NestFastifyApplication): void;
  /** What `/docs` shows; the service's own API by default. */
  document?(): OpenAPIObject;
  /** Further commands beside `serve`, `migrate` and `create-database`; each resolves to a sentence about what it did. */
  commands?: Readonly<Record<string, (config: C) => Promise<string>>>;
}

/**
 * Runs the command named on the command line: `serve` (the default), `migrate`, `create-database`, or one of the definition's own. A failure is written to the standard error, and the process exits with status 1.
 * @example
 * void runService({
 *   config: OrderConfig,
 *   schema,
 *   module: AppModule,
 * });
 */
export async function runService<C extends ServiceConfig>(definition: ServiceDefinition<C>): Promise<void> {
  const command = process.argv[2] ?? 'serve';
  try {
    const config = loadConfig(definition.config);
    if (command === 'serve') return await serve(config, definition);
    process.stdout.write(`${await runCommand(command, config, definition)}\n`);
  } catch (error) {
    // What was opened before the failure, such as the consumer when the port is in use, would keep the process alive.
    process.stderr.write(`${explain(error)}\n`, () => process.exit(1));
  }
}

async function runCommand<C extends ServiceConfig>(
  name: string,
  config: C,
  definition: ServiceDefinition<C>,
): Promise<string> {
  if (name === 'migrate') {
    const applied = await migrate(config, definition.schema);
    return applied.length > 0 ? `applied ${applied.join(', ')}` : 'the database is up to date';
  }
  if (name === 'create-database') {
    const made = await createDatabase(config.databaseUrl);
    return `${describeDatabase(config.databaseUrl)} ${made ? 'was created' : 'exists already'}`;
  }
  const command = definition.commands?.[name];
  if (!command) {
    const known = ['serve', 'migrate', 'create-database', ...Object.keys(definition.commands ?? {})];
    throw new InvalidConfig(`There is no command ${name}. Commands: ${known.join(', ')}.`);
  }
  return command(config);
}

async function serve<C extends ServiceConfig>(config: C, definition: ServiceDefinition<C>): Promise<void> {
  const stopTracing = await startTracing(config);
  const app = await createService(config, definition.module.with(config), definition.document);
  definition.connect?.(app);
  stopOnSignal(app, stopTracing);
  await app.startAllMicroservices();
  await app.listen(config.PORT, config.HOST);
  const note = config.identityOn ? '' : '; identity is off (no JWT_* variable), so it listens on loopback only';
  process.stdout.write(`${config.service} listens on ${await app.getUrl()}${note}\n`);
}

/** OpenTelemetry is loaded only when traces are wanted. @returns how to stop it */
async function startTracing({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  service,
}: ServiceConfig): Promise<() => Promise<void>> {
  if (endpoint === undefined) return () => Promise.resolve();
  const { exportTraces } = await import('../telemetry/opentelemetry.js');
  return exportTraces(endpoint, service);
}

/** The first signal stops in order: not ready, no new work, finish, flush, close. */
function stopOnSignal(app: NestFastifyApplication, stopTracing: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    app.get(Readiness).stop();
    const stopped = app.close().then(stopTracing);
    stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Logs a fault that the operator can correct as one sentence, and any other with its stack. */
function explain(error: unknown): string {
  if (error instanceof InvalidConfig || error instanceof DatabaseNotReady) return error.message;
  if (!(error instanceof Error)) return String(error);
  const remedy = sqliteRemedy(error);
  if (remedy !== undefined) return `The data cannot be used: ${error.message}. ${remedy}`;
  if ('syscall' in error && error.syscall === 'mkdir' && 'path' in error) {
    return `The folder ${String(error.path)} cannot be made: ${error.message}. Set DATA_DIR to a folder that can be written.`;
  }
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${String(error.port)} is in use by another program. Stop it, or set PORT to a free one.`;
  }
  return error.stack ?? error.message;
}
