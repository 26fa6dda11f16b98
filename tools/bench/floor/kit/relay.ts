import { setTimeout as delay } from 'node:timers/promises';
import type { Log, Outbox } from './ports.ts';

const BATCH = 500;
const FALLBACK_MS = 500;
const GATHER_MS = 2;

/** Publishes the rows of the outbox, one batch at a time, and marks them sent after the log has acknowledged. */
export class Relay {
  private readonly outbox: Outbox;
  private readonly log: Log;
  private wakeUp: (() => void) | undefined;
  private pending = false;
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(outbox: Outbox, log: Log) {
    this.outbox = outbox;
    this.log = log;
    this.done = this.run();
  }

  /** Called after a commit that added an outbox row. */
  wake(): void {
    this.pending = true;
    this.wakeUp?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.done;
  }

  private async run(): Promise<void> {
    for (;;) {
      this.pending = false;
      const events = await this.outbox.unsent(BATCH);
      if (events.length > 0) {
        await this.log.publish(events);
        await this.outbox.markSent(events);
        // Waits briefly, so that following commits join the batch.
        await delay(GATHER_MS);
        continue;
      }
      if (this.stopped) return;
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- wake() sets it while the outbox is read
      if (!this.pending) await this.sleep();
    }
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wakeUp?.(), FALLBACK_MS);
      this.wakeUp = () => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        resolve();
      };
    });
  }
}
