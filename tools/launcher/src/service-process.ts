import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServiceSpec {
  name: string;
  /** The program and its arguments, for Node.js. */
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Where the service answers, such as `http://127.0.0.1:8081`. */
  url: string;
  onLine?: ((name: string, line: string) => void) | undefined;
  /** Called for an end nobody asked for. */
  onDeath?: ((name: string, how: string) => void) | undefined;
}

export type Readiness = { state: 'ready' } | { state: 'dead' | 'slow'; detail: string };

/** As many of the last log lines are kept for a look back. */
const KEPT_LINES = 2_000;
const POLL_INTERVAL = 20;
const ANSWER_TIMEOUT = 2_000;

/** One service as a child process. It is never restarted unasked: an end is reported and stays. */
export class ServiceProcess {
  readonly lines: string[] = [];
  readonly #spec: ServiceSpec;
  #child: ChildProcess | undefined;
  #closed: Promise<unknown> = Promise.resolve();
  #ending = '';
  #expected = false;

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
    // In its own group: Ctrl-C in a terminal reaches the launcher alone, which then stops the services in order.
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
      this.#ending = signal ? `killed by ${signal}` : `ended with exit code ${code}`;
      if (!this.#expected) this.#spec.onDeath?.(this.#spec.name, this.#ending);
    });
  }

  /** Waits until the service says that it is ready, has ended, or `timeout` milliseconds are over. */
  async ready(timeout: number): Promise<Readiness> {
    const deadline = Date.now() + timeout;
    let detail = 'no answer';
    while (Date.now() < deadline) {
      if (!this.running) return { state: 'dead', detail: this.#ending };
      const answer = await this.#ask('/health/ready').catch((error: unknown) => String(error));
      if (answer === '') return { state: 'ready' };
      detail = answer;
      await delay(POLL_INTERVAL);
    }
    return { state: 'slow', detail };
  }

  /** Ends the service with a signal and waits until it and its output have ended. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#expected = true;
    if (this.running) this.#child?.kill(signal);
    await this.#closed;
  }

  /** Asks the service to stop, and ends it when it has not within `grace` milliseconds. Says whether it went by itself. */
  async stop(grace: number): Promise<boolean> {
    if (!this.running) return true;
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), grace);
    await this.kill('SIGTERM');
    clearTimeout(timer);
    return this.#child?.signalCode !== 'SIGKILL';
  }

  /** Ends the service without waiting, for a launcher that is ending itself. */
  killNow(): void {
    this.#expected = true;
    if (this.running) this.#child?.kill('SIGKILL');
  }

  #log(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    this.#spec.onLine?.(this.#spec.name, line);
  }

  /** An empty string for yes, else why not. The `http` module is loaded 30 ms faster than `fetch`. */
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
