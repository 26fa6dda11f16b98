import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export const KAFKA_VERSION = '4.1.1';

/** The folder that keeps Kafka's jars between runs. */
export const KAFKA_HOME = join(homedir(), '.cache', 'carshare', `kafka-${KAFKA_VERSION}`);

/** Debian installs servers in /usr/sbin, which is not on every user's PATH. */
const PLACES = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

export function findProgram(name: string): string | undefined {
  return PLACES.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The programs of the newest PostgreSQL of Debian's packages, or of one on the PATH. */
export function findPostgres(name: string): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return (
    versions.map((version) => join(root, version, 'bin', name)).find((path) => existsSync(path)) ?? findProgram(name)
  );
}

export function hasKafka(): boolean {
  return existsSync(join(KAFKA_HOME, 'lib', `kafka_2.13-${KAFKA_VERSION}.jar`));
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account for a server that refuses to run as root; undefined when this process is not root. */
export function account(name: string): { uid: number; gid: number } | undefined {
  if (!isRoot()) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

const given = new Set<number>();

/**
 * A free port, another one at each call: a server that is made now listens later, and until then the system may offer
 * its port again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await offeredPort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

async function offeredPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
