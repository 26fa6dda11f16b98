import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './launcher.js';
import { createServerProfile } from './server-profile.js';

/** Fresh storage for a shop: databases without an order (on servers with the demo fleet) and an empty event log. */
export interface Profile {
  env: Environment;
  remove(): Promise<void>;
}

/** Time limit from paid to shipped, in milliseconds; on servers other programs share the machine. */
export const SHIPPED_WITHIN = process.env['TEST_KAFKA_BROKERS'] ? 5_000 : 1_000;

/**
 * On servers when TEST_MYSQL_URL, TEST_POSTGRES_URL and TEST_KAFKA_BROKERS name them, otherwise embedded in a temporary
 * folder.
 */
export async function createProfile(): Promise<Profile> {
  const { TEST_MYSQL_URL, TEST_POSTGRES_URL, TEST_KAFKA_BROKERS } = process.env;
  const { env, remove: removeFolder } = await createEmbeddedProfile();
  if (!TEST_MYSQL_URL || !TEST_POSTGRES_URL || !TEST_KAFKA_BROKERS) return { env, remove: removeFolder };
  const servers = await createServerProfile(
    { mysql: TEST_MYSQL_URL, postgres: TEST_POSTGRES_URL, brokers: TEST_KAFKA_BROKERS },
    env,
  );
  return { env: servers.env, remove: () => Promise.all([servers.remove(), removeFolder()]).then(() => undefined) };
}

/** Embedded in a temporary folder, also where servers are named: for a shop on servers of its own. */
export async function createEmbeddedProfile(): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'carshare-e2e-'));
  return { env: { PATH: process.env['PATH'], DATA_DIR: folder }, remove: () => rm(folder, { recursive: true }) };
}
