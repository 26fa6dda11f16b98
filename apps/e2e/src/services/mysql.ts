import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { findProgram, freePort } from './machine.ts';
import { Server } from './server.ts';

/** Debian's stable release has no MySQL; its unstable release has 9.7. */
const PACKAGE = 'mysql-server-core';

/**
 * The folder where MySQL's packages are unpacked with their own C library, so that the machine's packages stay
 * unchanged.
 */
const MYSQL_HOME = join(homedir(), '.cache', 'carshare', 'mysql');
const MULTIARCH: Readonly<Record<string, readonly [folder: string, loader: string]>> = {
  x64: ['x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
  arm64: ['aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
};

/** A MySQL on the PATH that is not MariaDB under the same name, or a downloaded one. */
export function hasMysql(): boolean {
  return existsSync(fetched('usr/sbin/mysqld')) || installed() !== undefined;
}

/**
 * Downloads MySQL from the mirror in the machine's package sources.
 * @throws {Error} naming what is missing, on a machine that is not Debian
 */
export function fetchMysql(): void {
  const mirror = debianMirror();
  const tools = ['apt-get', 'apt-cache', 'dpkg'].filter((tool) => !findProgram(tool));
  if (mirror === undefined || tools.length > 0 || !MULTIARCH[process.arch]) {
    throw new Error(
      `MySQL 9.7 is not on this machine, and is fetched on Debian only${tools.length > 0 ? ` (no ${tools.join(', ')})` : ''}: install it, or name a server in TEST_MYSQL_URL`,
    );
  }
  const fresh = `${MYSQL_HOME}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
    mkdirSync(join(fresh, folder), { recursive: true });
  }
  const sources = join(fresh, 'sources.list');
  writeFileSync(sources, `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} sid main\n`);
  const options = [
    '-q',
    ...[
      `Dir::Etc::SourceList=${sources}`,
      'Dir::Etc::SourceParts=/dev/null',
      `Dir::State::Lists=${fresh}/lists`,
    ].flatMap((option) => ['-o', option]),
    ...[`Dir::Cache=${fresh}/cache`, 'APT::Sandbox::User=root'].flatMap((option) => ['-o', option]),
  ];
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, [...options, ...args], {
      cwd: join(fresh, 'debs'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
    });
  run('apt-get', ['update']);
  run('apt-get', ['download', ...dependencies(run('apt-cache', ['depends', '--recurse', ...HARD_ONLY, PACKAGE]))]);
  for (const deb of readdirSync(join(fresh, 'debs'))) {
    execFileSync('dpkg', ['-x', join(fresh, 'debs', deb), join(fresh, 'root')], { stdio: ['ignore', 'ignore', 2] });
  }
  rmSync(MYSQL_HOME, { recursive: true, force: true });
  renameSync(join(fresh, 'root'), MYSQL_HOME);
  rmSync(fresh, { recursive: true, force: true });
}

const HARD_ONLY = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  (kind) => `--no-${kind}`,
);

/** The package names at the start of a line; the server runs without Perl. */
function dependencies(listed: string): string[] {
  const names = listed.split('\n').filter((line) => /^\w/.test(line) && !/^(perl|libperl)\b/.test(line));
  return [...new Set(names)];
}

/** The mirror of the machine's packages. */
function debianMirror(): string | undefined {
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const file of [...files, '/etc/apt/sources.list'].filter((path) => existsSync(path))) {
    const text = readFileSync(file, 'utf8');
    const found = /^URIs:\s*(\S*debian\S*)/m.exec(text) ?? /^deb\s+(?:\[[^\]]*\]\s+)?(\S*debian\S*)/m.exec(text);
    if (found?.[1] && !found[1].includes('security')) return found[1];
  }
  return undefined;
}

function fetched(path: string): string {
  return join(MYSQL_HOME, path);
}

/** The keyring of the machine's packages. */
function installed(): string | undefined {
  const program = findProgram('mysqld');
  if (!program) return undefined;
  const version = execFileSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' });
  return version.includes('MariaDB') ? undefined : program;
}

/** The command that runs the server, and the arguments before its own. */
function program(): [command: string, args: string[]] {
  const own = installed();
  if (own) return [own, ['--no-defaults']];
  const [folder, loader] = MULTIARCH[process.arch] ?? ['', ''];
  const libraries = [`usr/lib/${folder}`, `lib/${folder}`, `usr/lib/${folder}/mysql/private`].map(fetched).join(':');
  return [
    fetched(`usr/lib/${folder}/${loader}`),
    [
      '--library-path',
      libraries,
      fetched('usr/sbin/mysqld'),
      '--no-defaults',
      `--basedir=${fetched('usr')}`,
      `--lc-messages-dir=${fetched('usr/share/mysql')}`,
      `--character-sets-dir=${fetched('usr/share/mysql/charsets')}`,
      `--plugin-dir=${fetched('usr/lib/mysql/plugin')}`,
    ],
  ];
}

/** Makes a MySQL in `folder`; `url` has an account with all privileges. */
export async function mysql(folder: string): Promise<{ server: Server; url: string }> {
  const port = await freePort();
  const data = join(folder, 'mysql');
  const init = join(folder, 'mysql.sql');
  const logFile = join(folder, 'mysql.log');
  mkdirSync(data);
  const [command, args] = program();
  const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
  const common = [...args, `--user=${user}`, `--datadir=${data}`, '--secure-file-priv='];
  execFileSync(command, [...common, '--initialize-insecure', `--log-error=${logFile}`], { stdio: 'pipe' });
  writeFileSync(
    init,
    "CREATE USER IF NOT EXISTS 'carshare'@'%' IDENTIFIED BY 'carshare';\nGRANT ALL ON *.* TO 'carshare'@'%' WITH GRANT OPTION;\n",
  );
  const url = `mysql://carshare:carshare@127.0.0.1:${port}`;
  const server = new Server({
    name: 'MySQL',
    command,
    args: [
      ...common,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--mysqlx=OFF',
      `--socket=${join(data, 'sock')}`,
      `--pid-file=${join(data, 'pid')}`,
      `--init-file=${init}`,
      '--max-connections=500',
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
