import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { account, findPostgres, freePort } from './machine.ts';
import { Server } from './server.ts';

/** Makes a PostgreSQL in `folder`; `url` has its superuser. */
export async function postgresql(folder: string): Promise<{ server: Server; url: string }> {
  const port = await freePort();
  const data = join(folder, 'postgresql');
  const password = join(folder, 'postgresql.password');
  const user = account('postgres');
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  writeFileSync(password, 'carshare\n');
  execFileSync(
    findPostgres('initdb') ?? 'initdb',
    [
      '-D',
      data,
      '-U',
      'carshare',
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { stdio: 'pipe', cwd: '/', ...user },
  );
  const url = `postgres://carshare:carshare@127.0.0.1:${port}`;
  const server = new Server({
    name: 'PostgreSQL',
    command: findPostgres('postgres') ?? 'postgres',
    args: ['-D', data, '-c', 'listen_addresses=127.0.0.1', '-p', String(port), '-k', data, '-c', 'max_connections=300'],
    logFile: join(folder, 'postgresql.log'),
    stopSignal: 'SIGINT', // a fast shutdown: SIGTERM would wait for clients to disconnect
    user,
    ready: async () => {
      const client = new Client({ connectionString: `${url}/postgres`, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('SELECT 1');
      await client.end();
    },
  });
  return { server, url };
}
