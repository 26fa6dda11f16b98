import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createInterface } from 'node:readline';

export interface ServiceSpec {
  name: string;
  /** The program and its arguments for Node.js. */
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** The address of the service, such as `http://127.0.0.1:8081`. */
  url: string;
  onLine?: ((name: string, line: string) => void) | undefined;
  /** Called when the process ends unexpectedly. */
  onDeath?: ((name: string, how: string) => void) | undefined;
}

export type Readiness = { state: 'ready' } | { state: 'dead' | 'slow'; detail: string };

/** The number of last log lines that are kept. */
const KEPT_LINES = 2_000;
/**
 * How often a service that says nothing is asked whether it is ready, in milliseconds. Every question costs the starting services some of
 * their processor.
 */
const POLL_INTERVAL = 100;
const ANSWER_TIMEOUT = 2_000;

/** One service as a child process. It is not restarted automatically: an unexpected end is reported. */
export class ServiceProcess {
  readonly lines: string[] = [];
  readonly #spec: ServiceSpec;
  #child: ChildProcess | undefined;
  #closed: Promise<unknown> = Promise.resolve();
  #ending = '';
  #expected = false;
  #wake: () => void = () => undefined;

  constructor(spec: ServiceSpec) {
    this.#spec = spec;
  }

  get pid(): number | undefined {
    return this.running ? this.#child?.pid : undefined;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  start(): void {
    if (this.running) throw new Error(`${this.#spec.name} runs already`);
    this.#expected = false;
    // A process group of its own: Ctrl-C in a terminal reaches only the launcher, which stops the services in order.
    const child = spawn(process.execPath, this.#spec.args, {
      cwd: this.#spec.cwd,
      env: this.#spec.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#closed = once(child, 'close').catch(() => undefined);
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => this.#log(line));
    child.once('error', (error) => this.#log(error.message));
    child.once('exit', (code, signal) => {
      this.#wake();
      this.#ending = signal ? `killed by ${signal}` : `ended with exit code ${code}`;
      if (!this.#expected) this.#spec.onDeath?.(this.#spec.name, this.#ending);
    });
  }

  /** Waits until the service is ready, has ended, or `timeout` milliseconds have passed. */
  async ready(timeout: number): Promise<Readiness> {
    const deadline = Date.now() + timeout;
    let detail = 'no answer';
    while (Date.now() < deadline) {
      if (!this.running) {
        // Its last lines contain the reason.
        await this.#closed;
        return { state: 'dead', detail: this.#ending };
      }
      const news = this.#news();
      const answer = await this.#ask('/health/ready').catch((error: unknown) => String(error));
      if (answer === '') return { state: 'ready' };
      detail = answer;
      await news;
    }
    return { state: 'slow', detail };
  }

  /** Waits until the process and its output have ended. @returns the exit code; null after a signal */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child?.exitCode ?? null;
  }

  /** Ends the service with a signal and waits until it and its output have ended. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#expected = true;
    if (this.running) this.#child?.kill(signal);
    await this.#closed;
  }

  /** Stops the service, and kills it after `grace` milliseconds. @returns whether it ended without being killed */
  async stop(grace: number): Promise<boolean> {
    if (!this.running) return true;
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), grace);
    await this.kill('SIGTERM');
    clearTimeout(timer);
    return this.#child?.signalCode !== 'SIGKILL';
  }

  /** Kills the service without waiting, for a launcher that is ending itself. */
  killNow(): void {
    this.#expected = true;
    if (this.running) this.#child?.kill('SIGKILL');
  }

  #log(line: string): void {
    this.#wake();
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    this.#spec.onLine?.(this.#spec.name, line);
  }

  /** Waits for a line of output or the end, and for `POLL_INTERVAL` at most: a service says when it listens. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_INTERVAL);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Returns an empty string when ready, otherwise the reason. The `http` module loads 30 ms faster than `fetch`. */
  #ask(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = get(this.#spec.url + path, { timeout: ANSWER_TIMEOUT }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.once('end', () => resolve(response.statusCode === 200 ? '' : `${response.statusCode ?? 0} ${body}`));
        response.once('error', reject);
      });
      request.once('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_TIMEOUT} ms`)));
      request.once('error', reject);
    });
  }
}
