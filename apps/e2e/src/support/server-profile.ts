import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { kafkajsClient } from '@carshare/event-log';
import { contractOf } from '@carshare/events';
import { logLevel } from 'kafkajs';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { eventually } from './eventually.js';
import {
  environmentFor,
  mainFile,
  PORT_BASE,
  portsFrom,
  ROOT,
  SERVICES,
  type Environment,
  type ServiceName,
} from './launcher.js';
import type { Profile } from './profile.js';

interface Servers {
  mysql: string;
  postgres: string;
  brokers: string;
}

const TOPIC = 'carshare';
const GROUPS = SERVICES.flatMap((service) => contractOf(service).group ?? []);

/** New databases on MySQL and PostgreSQL and an empty topic, made by the operator's commands. */
export async function createServerProfile(servers: Servers, base: Environment): Promise<Profile> {
  const prefix = `e2e_${randomBytes(4).toString('hex')}`;
  const server = (service: ServiceName): string => (service === 'customerpage' ? servers.postgres : servers.mysql);
  const env: Record<string, string | undefined> = { ...base, KAFKA_BROKERS: servers.brokers };
  for (const service of SERVICES) {
    env[`${service.toUpperCase()}_DATABASE_URL`] = new URL(`/${prefix}_${service}`, server(service)).href;
  }
  // Each command is a process: side by side they need half the time.
  await Promise.all([
    emptyBroker(servers.brokers).then(() => command('order', 'topics', env)),
    ...SERVICES.map(async (service) => {
      await command(service, 'create-database', env);
      await command(service, 'migrate', env);
      if (service === 'order') await command(service, 'seed', env);
    }),
  ]);

  const remove = async (): Promise<void> => {
    for (const service of SERVICES) await dropDatabase(server(service), `${prefix}_${service}`);
  };
  return { env, remove };
}

/** Runs a service's command to its end; a failure contains its output. */
export async function command(service: ServiceName, name: string, env: Environment): Promise<string> {
  const options = { cwd: ROOT, env: environmentFor(service, portsFrom(PORT_BASE), env) };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', mainFile(service), name],
    options,
  );
  return stdout;
}

/** Deletes the topic and the groups of an earlier run: a new database must not receive old events. */
async function emptyBroker(brokers: string): Promise<void> {
  const admin = kafkajsClient({ clientId: 'e2e', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    // A killed member keeps its group until its session times out, so some groups are deleted later than others.
    await eventually(async () => {
      const { groups } = await admin.listGroups();
      const present = groups.map((group) => group.groupId).filter((group) => GROUPS.includes(group));
      if (present.length > 0) await admin.deleteGroups(present);
    });
    if (!(await admin.listTopics()).includes(TOPIC)) return;
    await admin.deleteTopics({ topics: [TOPIC] });
    await eventually(async () => {
      if ((await admin.listTopics()).includes(TOPIC)) throw new Error(`the topic ${TOPIC} is still being deleted`);
    });
  } finally {
    await admin.disconnect();
  }
}

async function dropDatabase(url: string, name: string): Promise<void> {
  if (url.startsWith('mysql:')) {
    const connection = await createConnection(url);
    await connection.query(`DROP DATABASE ${name}`).finally(() => connection.end());
    return;
  }
  const client = new Client({ connectionString: new URL('/postgres', url).href });
  await client.connect();
  await client.query(`DROP DATABASE ${name} WITH (FORCE)`).finally(() => client.end());
}
