import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { Connection } from '../load/connection.ts';

/** How one process is started. */
export interface Command {
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** The file for its output; shown when the process does not become ready. */
  output: string;
}

const READY_MS = 60_000;

/** They are killed when the bench ends with an error or an interrupt. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One process of a system. */
export class ServiceProcess {
  readonly url: string;
  private readonly command: Command;
  private child: ChildProcess | undefined;

  constructor(command: Command, port: number) {
    this.command = command;
    this.url = `http://127.0.0.1:${port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<void> {
    if (this.child) return;
    const { args, env, cwd, output } = this.command;
    const file = openSync(output, 'a');
    const child = spawn(process.execPath, args, {
      env: { ...inherited(), ...env },
      cwd,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    this.child = child;
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (this.child === child) this.child = undefined;
    });
    await this.ready();
  }

  /** Sends SIGTERM. When the process does not end within 30 s, sends SIGKILL and throws. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await exited;
    clearTimeout(timer);
    if (child.signalCode === 'SIGKILL') throw new Error(`${this.url} did not stop on SIGTERM within 30 s`);
  }

  private async ready(): Promise<void> {
    const connection = new Connection(this.url);
    const end = performance.now() + READY_MS;
    try {
      while (performance.now() < end && this.child) {
        const status = await new Promise<number>((resolve) => connection.get('/health/ready', resolve));
        if (status === 200) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    } finally {
      connection.close();
    }
    const output = readFileSync(this.command.output, 'utf8').slice(-4_000);
    throw new Error(`${this.command.args.join(' ')} is not ready:\n${output}`);
  }
}

/**
 * The environment that services inherit: only what every process needs, so that a developer's settings have no
 * influence.
 */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** A free port. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
