import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mainFile } from '../../launcher/src/services.ts';
import type { Profile, ServiceName, Surroundings } from './system.ts';
import { forgetTopic } from './topic.ts';

export interface Backends {
  /** Empty databases and an empty topic for one system; undefined in the embedded profile. */
  fresh(): Promise<Surroundings | undefined>;
  close(): Promise<void>;
}

/** The servers of a profile: none, or MariaDB, PostgreSQL and Kafka on this machine. */
export async function surroundings(profile: Profile): Promise<Backends> {
  if (profile === 'embedded') return { fresh: () => Promise.resolve(undefined), close: () => Promise.resolve() };
  const { startServices } = await import('../../../apps/e2e/src/services/index.ts');
  const servers = await startServices();
  let count = 0;
  const fresh = async (): Promise<Surroundings> => {
    const brokers = servers.kafkaBrokers;
    await forgetTopic(brokers);
    const number = ++count;
    const of = async (service: ServiceName, server: string): Promise<Record<string, string>> => {
      const { href } = new URL(`/bench_${process.pid}_${number}_${service}`, server);
      await createDatabase(href);
      return { DATABASE_URL: href, KAFKA_BROKERS: brokers };
    };
    const { mysqlUrl, postgresUrl } = servers;
    return {
      order: await of('order', mysqlUrl),
      payment: await of('payment', mysqlUrl),
      delivery: await of('delivery', mysqlUrl),
      customerpage: await of('customerpage', postgresUrl),
    };
  };
  return { fresh, close: () => servers.stop() };
}

/** By the command of a service, in the same way for floor and project. */
async function createDatabase(url: string): Promise<void> {
  const program = join(import.meta.dirname, '../../..', mainFile('order'));
  await promisify(execFile)(process.execPath, [program, 'create-database'], {
    env: { ...process.env, DATABASE_URL: url },
  });
}
