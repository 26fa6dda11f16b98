import { setTimeout as delay } from 'node:timers/promises';
import { announcement } from './announcement.ts';
import { readable } from './log-line.ts';
import type { Readiness } from './service-process.ts';
import { SERVICES, type ServiceName } from './services.ts';
import { ShopError } from './shop-error.ts';
import { Shop, type ShopOptions } from './shop.ts';
import { StartOutput } from './start-output.ts';

/** Signals within this time belong to the same Ctrl-C: npm and the terminal both deliver it. In milliseconds. */
const SAME_SIGNAL = 400;

/** How long a failed start waits at most for the outcome of the other services, in milliseconds: they may fail for the same reason. */
const GATHER = 3_000;
const GATHER_POLL = 20;

/** Exit code of a program that Ctrl-C interrupted. */
const INTERRUPTED = 130;

/**
 * Starts the shop on a terminal: shows the services' output, prints the addresses when all are ready, and stops in
 * order.
 */
export class Launcher {
  readonly #started = performance.now();
  readonly #write: (text: string) => void;
  readonly #output: StartOutput;
  readonly #shop: Shop;
  #failed: (service: ServiceName) => void = () => undefined;
  #isOpen = false;
  #stopping = 0;

  /** @param write prints a text unchanged */
  constructor(options: ShopOptions, write: (text: string) => void) {
    this.#write = write;
    this.#output = new StartOutput((who, text) => write(`${text.replace(/^/gm, `${who.padEnd(12)} | `)}\n`));
    this.#shop = new Shop({
      ...options,
      onLine: (service, line) => this.#output.add(service, readable(line)),
      onReady: (service, readiness) => this.#note(service, readiness),
      onDeath: (service, how) => this.#lost(service, how),
    });
  }

  /**
   * Starts everything and prints the addresses.
   * @throws {ShopError | PortsUnavailable | RouteError} when a service has ended or is not ready in time; everything is
   *   stopped then
   */
  async open(): Promise<void> {
    const failure = new Promise<ServiceName>((resolve) => (this.#failed = resolve));
    const opened = this.#shop.open();
    const failed = await Promise.race([opened, failure]);
    if (this.#stopping) return;
    if (failed !== undefined) throw await this.#explain(opened);
    this.#isOpen = true;
    this.#output.show();
    this.#write(announcement(this.#shop.urls, this.#seconds()));
  }

  /** The first call stops everything in order and ends the process; the second call kills what still runs. */
  async stop(): Promise<void> {
    if (this.#stopping) {
      if (performance.now() - this.#stopping < SAME_SIGNAL) return;
      this.#write('Killing the remaining processes.\n');
      process.exit(INTERRUPTED);
    }
    this.#stopping = performance.now();
    this.#output.show();
    this.#write('\nStopping (once more Ctrl-C kills) …\n');
    const killed = await this.#shop.stop();
    const late = `Killed after the grace period: ${killed.join(', ')}.\n`;
    this.#write(killed.length === 0 ? 'Everything has stopped.\n' : late);
    process.exit(this.#isOpen ? 0 : INTERRUPTED);
  }

  #note(service: ServiceName, readiness: Readiness): void {
    if (this.#stopping) return;
    if (readiness.state !== 'ready') this.#failed(service);
    else if (!this.#isOpen) this.#output.add(service, `ready after ${this.#seconds()}`);
  }

  #lost(service: string, how: string): void {
    if (this.#isOpen) this.#output.add(service, `${how}. Start it again with: npx nx serve ${service}`);
  }

  async #explain(opened: Promise<void>): Promise<ShopError> {
    // From here on, the start only reports the ends of services that are being stopped.
    opened.catch(() => undefined);
    const deadline = performance.now() + GATHER;
    const isDecided = (): boolean => SERVICES.every((service) => this.#shop.readiness[service] !== undefined);
    while (!isDecided() && performance.now() < deadline) await delay(GATHER_POLL);
    const states = SERVICES.map((service) => [service, this.#shop.readiness[service]] as const);
    const failed = states.flatMap(([service, state]) => (state && state.state !== 'ready' ? [service] : []));
    const faults = this.#output.faults(failed);
    const outcomes = states.flatMap(([service, state]) => {
      if (state?.state === 'dead') return [`${service} ${state.detail}`];
      return state?.state === 'slow' ? [`${service} is not ready in time: ${state.detail}`] : [];
    });
    await this.#shop.stop();
    return new ShopError([...faults, `The shop has not started: ${outcomes.join(', ')}.`].join('\n'));
  }

  #seconds(): string {
    return `${((performance.now() - this.#started) / 1000).toFixed(1)} s`;
  }
}
