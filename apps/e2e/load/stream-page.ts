import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** The results of all pages together. */
export interface Tally {
  /** The number of received changes. */
  updates: number;
  /** From the time of an event to its arrival at a page, in milliseconds. */
  delays: number[];
}

/**
 * A page with an open live stream. Like the page in the browser it reconnects after a break, first after 0.5 s, later
 * after a longer pause.
 */
export class StreamPage {
  /** How often the stream reported that it is ready. */
  readies = 0;
  readonly #url: string;
  readonly #tally: Tally;
  readonly #isMeasured: boolean;
  #answer: IncomingMessage | undefined;
  #closed = false;

  /** @param isMeasured whether the delay of each update is measured; measuring all would measure the reader */
  constructor(url: string, tally: Tally, isMeasured: boolean) {
    this.#url = url;
    this.#tally = tally;
    this.#isMeasured = isMeasured;
  }

  /** Keeps the stream open until {@link close}. */
  async run(): Promise<void> {
    for (let tries = 0; this.#isOpen(); tries += 1) {
      const before = this.readies;
      await this.#listen().catch(() => undefined);
      if (this.readies > before) tries = 0;
      if (this.#isOpen()) await sleep(Math.min(30_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
    }
  }

  // Read through a method: the value changes while the loop awaits, which the compiler cannot see.
  #isOpen(): boolean {
    return !this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#answer?.destroy();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = get(`${this.#url}/customerpages/stream`, { agent }, (answer) => {
        this.#answer = answer;
        if (answer.statusCode !== 200) {
          answer.resume();
          reject(new Error(`the stream answered ${String(answer.statusCode)}`));
          return;
        }
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => this.#take(chunk));
        answer.once('error', reject);
        answer.once('close', resolve);
      });
      request.once('error', reject);
    });
  }

  #take(chunk: string): void {
    if (chunk.includes('event: ready')) this.readies += 1;
    const now = Date.now();
    if (!this.#isMeasured) {
      for (let at = chunk.indexOf('event: c'); at >= 0; at = chunk.indexOf('event: c', at + 1)) {
        this.#tally.updates += 1;
      }
      return;
    }
    for (const [, updatedAt = ''] of chunk.matchAll(/"updatedAt":"([^"]+)"/g)) {
      this.#tally.updates += 1;
      this.#tally.delays.push(now - Date.parse(updatedAt));
    }
  }
}
