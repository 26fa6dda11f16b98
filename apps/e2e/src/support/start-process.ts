import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase, ROOT } from './launcher.js';

/** The output of a start, and how it ended. */
export interface Ended {
  code: number | null;
  output: string;
}

/** Runs what `npm start` runs, in its own process group, on free ports and with its own data folder. */
export class StartProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'carshare-start-'));
  output = '';
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: this.folder, ...env };
  }

  async start(): Promise<void> {
    this.#env['PORT_BASE'] ??= String(await freePortBase());
    const child = spawn(process.execPath, ['tools/launcher/start.mjs'], {
      cwd: ROOT,
      env: this.#env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += String(chunk)));
    }
    this.#ended = once(child, 'close');
  }

  get portBase(): string {
    return this.#env['PORT_BASE'] ?? '';
  }

  /** Sends a signal to the whole process group, as a terminal does. */
  interrupt(signal: NodeJS.Signals = 'SIGINT'): void {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, signal);
  }

  async ended(): Promise<Ended> {
    await this.#ended;
    return { code: this.#child?.exitCode ?? null, output: this.output };
  }

  /** The command lines of the processes that use this start's data folder, also after their parent has ended. */
  leftovers(): string[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
    return pids.flatMap((pid) => {
      try {
        const uses = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`DATA_DIR=${this.folder}`);
        return uses ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
      } catch {
        // The process has ended, or belongs to another user.
        return [];
      }
    });
  }

  async remove(): Promise<void> {
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) this.interrupt('SIGTERM');
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
