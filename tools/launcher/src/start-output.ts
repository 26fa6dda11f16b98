import type { ServiceName } from './services.ts';

/** How long the output of a start is held back, in milliseconds. A longer start shows what it waits for. */
const HOLD_MS = 10_000;

/**
 * Collects what the services print while they start. A fault of all services, such as a wrong variable, would otherwise
 * be printed four times between other messages; here a failed start shows each fault once.
 */
export class StartOutput {
  readonly #print: (service: string, line: string) => void;
  readonly #timer: NodeJS.Timeout;
  #held: [service: string, line: string][] | undefined = [];

  constructor(print: (service: string, line: string) => void) {
    this.#print = print;
    this.#timer = setTimeout(() => this.show(), HOLD_MS).unref();
  }

  add(service: string, line: string): void {
    if (this.#held) this.#held.push([service, line]);
    else this.#print(service, line);
  }

  /** Prints the collected lines, and from now on every line when it arrives. */
  show(): void {
    clearTimeout(this.#timer);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [service, line] of held) this.#print(service, line);
  }

  /**
   * Discards the collected lines.
   * @returns what the failed services have printed, each text once, with the names of its services
   */
  faults(failed: readonly ServiceName[]): string[] {
    clearTimeout(this.#timer);
    const held = this.#held ?? [];
    this.#held = [];
    const servicesOf = new Map<string, ServiceName[]>();
    for (const name of failed) {
      const text = held.flatMap(([service, line]) => (service === name ? [line] : [])).join('\n');
      if (text !== '') servicesOf.set(text, [...(servicesOf.get(text) ?? []), name]);
    }
    return [...servicesOf].map(([text, services]) => `${services.join(', ')}: ${text}`);
  }
}
