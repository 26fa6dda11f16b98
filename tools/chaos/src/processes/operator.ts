import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../runtime/random.js';
import type { Memory } from './customers.js';

const DEADLINE_MS = 5_000;
const TRIES = 3;
const PAUSE_MS = 100;

/** An operator who hands cars over and takes them back, and records in the customer's memory what was acknowledged. */
export class Operator {
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly random: Random,
    private readonly memories: readonly Memory[],
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await sleep(PAUSE_MS);
      const known = this.memories.filter(({ orderIds, returned }) => orderIds.size > 0 && returned === undefined);
      if (known.length > 0) await this.advance(this.random.pick(known));
    }
  }

  /** Hands the car over, or takes it back where that is done. */
  private async advance(memory: Memory): Promise<void> {
    const [orderId] = memory.orderIds;
    const list = await this.send(`/deliveries?orderId=${orderId}`, 'GET');
    const [delivery] = (list?.body['_embedded'] as { deliveries?: { id: number }[] } | undefined)?.deliveries ?? [];
    if (!delivery) return;
    const step = memory.handedOver === undefined ? 'handover' : 'return';
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await this.send(`/deliveries/${delivery.id}/${step}`, 'POST');
      const field = step === 'handover' ? 'handedOver' : 'returned';
      if (answer?.status === 200) memory[field] = 'accepted';
      else if (answer?.status !== 409) memory[field] ??= 'unknown';
      if (answer && answer.status < 500) return;
      await sleep(PAUSE_MS * 5);
    }
  }

  private async send(
    path: string,
    method: string,
  ): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
    try {
      const post: RequestInit = { method, headers: { 'content-type': 'application/json' }, body: '{}' };
      const response = await fetch(`${this.url}${path}`, {
        ...(method === 'POST' ? post : {}),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch {
      return undefined;
    }
  }
}
