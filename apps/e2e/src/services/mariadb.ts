import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { account, findProgram, freePort } from './machine.ts';
import { Server } from './server.ts';

/** Makes a MariaDB in `folder` that syncs every commit to disk; `url` has an account with all privileges. */
export async function mariadb(folder: string): Promise<{ server: Server; url: string }> {
  const port = await freePort();
  const data = join(folder, 'mariadb');
  const init = join(folder, 'mariadb.sql');
  const logFile = join(folder, 'mariadb.log');
  const user = account('mysql') ? ['--user=mysql'] : [];
  mkdirSync(data);
  execFileSync('mariadb-install-db', ['--no-defaults', ...user, `--datadir=${data}`, '--skip-test-db'], {
    stdio: 'pipe',
  });
  writeFileSync(
    init,
    "CREATE USER IF NOT EXISTS 'carshare'@'%' IDENTIFIED BY 'carshare';\nGRANT ALL ON *.* TO 'carshare'@'%' WITH GRANT OPTION;\n",
  );
  const url = `mysql://carshare:carshare@127.0.0.1:${port}`;
  const server = new Server({
    name: 'MariaDB',
    command: findProgram('mariadbd') ?? 'mariadbd',
    args: [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      // At its start a MariaDB deletes the temporary tables that it finds: in a shared folder those of the others.
      `--tmpdir=${data}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(data, 'sock')}`,
      `--pid-file=${join(data, 'pid')}`,
      `--init-file=${init}`,
      '--skip-name-resolve',
      '--max-connections=500',
      '--innodb-flush-log-at-trx-commit=1',
    ],
    logFile,
    stopSignal: 'SIGTERM',
    ready: async () => {
      const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
      await connection.query('SELECT 1');
      await connection.end();
    },
  });
  return { server, url };
}
