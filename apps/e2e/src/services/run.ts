/**
 * `node apps/e2e/src/services/run.ts -- <command…>`: runs the command with TEST_MARIADB_URL, TEST_MYSQL_URL,
 * TEST_POSTGRES_URL and TEST_KAFKA_BROKERS of servers that live as long as it does, and ends with its exit code.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { startServices } from './services.ts';

const [command, ...args] = process.argv.slice(process.argv[2] === '--' ? 3 : 2);
if (!command) {
  console.error('usage: node apps/e2e/src/services/run.ts -- <command…>');
  process.exit(2);
}

/** The first signal is passed on to the command; the servers stop after it in any case. */
let interrupted: NodeJS.Signals | undefined;
let interrupt: (signal: NodeJS.Signals) => void = () => undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted ??= signal;
    interrupt(signal);
  });
}

const services = await startServices({ bothMysql: true });
try {
  process.exitCode = interrupted ? exitCodeOf(interrupted) : await run(command, args);
} finally {
  await services.stop();
}

function run(program: string, programArgs: readonly string[]): Promise<number> {
  const env = {
    ...process.env,
    ...(services.mariadbUrl === undefined ? {} : { TEST_MARIADB_URL: services.mariadbUrl }),
    TEST_MYSQL_URL: services.mysqlUrl,
    TEST_POSTGRES_URL: services.postgresUrl,
    TEST_KAFKA_BROKERS: services.kafkaBrokers,
  };
  // A terminal sends Ctrl-C to the command too, because it is in the foreground; elsewhere the command gets its own
  // process group.
  const terminal = process.stdin.isTTY;
  const child = spawn(program, programArgs, { env, stdio: 'inherit', detached: !terminal });
  interrupt = (signal) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (!terminal) process.kill(-child.pid, signal);
    else if (signal !== 'SIGINT') child.kill(signal);
  };
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${program} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? exitCodeOf(signal ?? 'SIGTERM')));
  });
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
