import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerSettings {
  name: string;
  command: string;
  args: readonly string[];
  /** Receives the server's output. */
  logFile: string;
  /** The signal that ends the server in good order. */
  stopSignal: NodeJS.Signals;
  /** Resolves when the server answers, rejects otherwise. */
  ready: () => Promise<void>;
  user?: { uid: number; gid: number } | undefined;
}

const START_LIMIT = 60_000;
const STOP_LIMIT = 30_000;

/** A server on this machine that can be killed and started again on the same port and data. */
export class Server {
  readonly #settings: ServerSettings;
  #process: ChildProcess | undefined;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
  }

  get name(): string {
    return this.#settings.name;
  }

  /** The process id; undefined while the server is not running. */
  get pid(): number | undefined {
    return this.#running() ? this.#process?.pid : undefined;
  }

  /**
   * Resolves when the server answers. Starts it again when it ends early, for example because the killed process still
   * holds the data.
   */
  async start(): Promise<void> {
    const deadline = Date.now() + START_LIMIT;
    let cause: unknown;
    while (Date.now() < deadline) {
      if (!this.#running()) this.#spawn();
      try {
        await this.#settings.ready();
        if (this.#running()) return;
      } catch (error) {
        cause = error;
      }
      await sleep(200);
    }
    await this.stop();
    throw new Error(`${this.name} does not start; its last output:\n${this.#tail()}`, { cause });
  }

  /** Sends the signal and resolves when the process has ended. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || !this.#running()) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    const forced = new AbortController();
    const force = sleep(STOP_LIMIT, undefined, { signal: forced.signal })
      .then(() => this.#process?.kill('SIGKILL'))
      .catch(() => undefined);
    await this.kill(this.#settings.stopSignal);
    forced.abort();
    await force;
  }

  #running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  #spawn(): void {
    const { command, args, logFile, user } = this.#settings;
    const output = openSync(logFile, 'a');
    // A session of its own: Ctrl-C in the terminal reaches only the program that started the servers, which stops them
    // in order.
    const child = spawn(command, args, { stdio: ['ignore', output, output], detached: true, ...user });
    closeSync(output);
    child.on('error', () => undefined); // a missing command appears as a server that does not start
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('close', () => process.off('exit', kill));
    this.#process = child;
  }

  #tail(): string {
    return readFileSync(this.#settings.logFile, 'utf8').split('\n').slice(-15).join('\n');
  }
}
