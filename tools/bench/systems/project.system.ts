import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { mainFile, NODE_ENVIRONMENT, NODE_OPTIONS, type Ports } from '../../launcher/src/services.ts';
import { growDatabases } from './grow/grow.ts';
import { npmStart } from './npm-start.ts';
import { ProcessSystem } from './process-system.ts';
import { request } from './request.ts';
import { SERVICES, type Launched, type Rebuilt, type ServiceName } from './system.ts';

const STOCK = 100_000_000;
/** When the last of the added occupations begins. */
const PAST = Date.UTC(2026, 0, 1);
const run = promisify(execFile);

/** The built services of the project, `apps/<service>/dist/bundle/main.js`. */
export class ProjectSystem extends ProcessSystem {
  readonly name = 'project';
  private launchPrepared: Promise<void> | undefined;
  /** The ports of the shop that `npm start` runs, until it is stopped. */
  private launched: Ports | undefined;

  override async launch(): Promise<Launched> {
    this.launchPrepared ??= this.prepareLaunch();
    await this.launchPrepared;
    const launched = await npmStart(this.setting.root, this.shopEnvironment(this.dataDir));
    this.launched = launched.ports;
    const stop = async (): Promise<void> => {
      this.launched = undefined;
      await launched.stop();
    };
    return { ms: launched.ms, stop };
  }

  override urls(service: ServiceName): string[] {
    return this.launched ? [`http://127.0.0.1:${this.launched[service]}`] : super.urls(service);
  }

  async restock(): Promise<void> {
    await request('PATCH', this.urls('order')[0] ?? '', '/cars/1001', { stock: STOCK });
  }

  protected async addModel(productId: string): Promise<void> {
    const car = { productId, model: productId, pricePerUnit: 45, stock: STOCK };
    await request('POST', this.urls('order')[0] ?? '', '/cars', car);
  }

  /** The output of `npm run verify`; its exit status is not 0 when the stored data breaks a promise. */
  async breaches(): Promise<string[]> {
    const { root, surroundings } = this.setting;
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    if (!scripts['verify']) return [];
    const servers = SERVICES.map((service) => [
      `${service.toUpperCase()}_DATABASE_URL`,
      surroundings?.[service]['DATABASE_URL'],
    ]);
    const brokers = surroundings?.order['KAFKA_BROKERS'];
    const env = surroundings
      ? { ...process.env, ...(Object.fromEntries(servers) as NodeJS.ProcessEnv), KAFKA_BROKERS: brokers }
      : process.env;
    try {
      const args = ['run', '--silent', 'verify', '--', '--settled', '--data-dir', this.dataDir];
      await run('npm', args, { cwd: root, env, maxBuffer: 16_000_000 });
      return [];
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return [`project: verify: ${`${stdout}${stderr}`.trim().slice(-2_000)}`];
    }
  }

  async rebuild(): Promise<Rebuilt> {
    const output = await this.command('customerpage', 'rebuild');
    const found = /from (\d+) events .*\((\d+) events\/s\)/.exec(output);
    if (!found) throw new Error(`the output of rebuild contains no speed: ${output}`);
    return { events: Number(found[1]), perSecond: Number(found[2]) };
  }

  async grow(stored: number, orders: number): Promise<void> {
    await growDatabases(this.dataDir, this.setting.surroundings, stored, orders);
  }

  occupy(stored: number, wanted: number): Promise<void> {
    const database = new DatabaseSync(join(this.dataDir, 'order.sqlite'));
    // Every vehicle has the same number of them, one of an hour in every two hours of the past.
    database
      .prepare(
        `WITH RECURSIVE numbers(n) AS (SELECT :stored UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :wanted)
         INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind) SELECT id, :first - n * 7200000, :first - n * 7200000 + 3600000, 'block'
         FROM numbers, vehicles WHERE product_id = '1001'`,
      )
      .run(perVehicle(database, stored, wanted));
    database.close();
    return Promise.resolve();
  }

  /** Starts the shop once with other data, so that the measured start finds everything built. */
  private async prepareLaunch(): Promise<void> {
    // On servers the fleet is inserted here; an embedded shop is empty, and `npm start` does it.
    if (this.setting.surroundings) await this.prepare();
    const folder = mkdtempSync(join(tmpdir(), 'carshare-bench-build-'));
    try {
      const { stop } = await npmStart(this.setting.root, this.shopEnvironment(folder));
      await stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** The services' environment under the names of `npm start`, such as `ORDER_DATABASE_URL`. */
  private shopEnvironment(dataDir: string): Record<string, string> {
    const entries = SERVICES.flatMap((service) =>
      Object.entries(this.setting.surroundings?.[service] ?? {}).map(([name, value]) =>
        name === 'DATABASE_URL' ? [`${service.toUpperCase()}_${name}`, value] : [name, value],
      ),
    );
    return { ...(Object.fromEntries(entries) as Record<string, string>), DATA_DIR: dataDir };
  }

  protected script(service: ServiceName): string[] {
    return [...NODE_OPTIONS, join(this.setting.root, mainFile(service))];
  }

  protected override environment(service: ServiceName): Record<string, string> {
    return { ...NODE_ENVIRONMENT, ...super.environment(service) };
  }

  /** The fleet is there before a service starts, and on servers the schema and the topic, too. */
  protected override async prepare(): Promise<void> {
    if (this.setting.surroundings) {
      await this.command('order', 'topics');
      for (const service of SERVICES) await this.command(service, 'migrate');
    }
    await this.command('order', 'seed');
  }

  /** Runs a command as an operator does, without the V8 options of a service that runs for days. */
  private async command(service: ServiceName, name: string): Promise<string> {
    const env = {
      ...process.env,
      ...this.environment(service),
      PORT: '8080',
      PAYMENT_URL: 'http://127.0.0.1:1',
      DELIVERY_URL: 'http://127.0.0.1:1',
    };
    const { stdout } = await run(process.execPath, [mainFile(service), name], { cwd: this.setting.root, env });
    return stdout;
  }
}

function perVehicle(database: DatabaseSync, stored: number, wanted: number): Record<string, number> {
  const row = database.prepare("SELECT COUNT(*) AS n FROM vehicles WHERE product_id = '1001'").get() as { n: number };
  return { stored: Math.floor(stored / row.n), wanted: Math.floor(wanted / row.n), first: PAST };
}
