import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@carshare/event-log';
import type { Reader } from '@carshare/persistence';
import { Logger } from '@nestjs/common';
import { attempt } from './attempt.js';
import type { Inbox } from './inbox.js';
import { StuckEvent } from './stuck-event.entity.js';

/** Between two looks at the waiting events, in milliseconds. */
const PERIOD_MS = 2_000;
const KEYS = 200;

/**
 * Applies the events that a replica of an earlier version kept for this one, at the start and every 2 s: while both versions share
 * the group, the earlier one goes on keeping them. The events of an order are applied in their order, up to the first that is parked
 * or of a version later than this one.
 */
export class WaitingEvents {
  private readonly logger = new Logger(WaitingEvents.name);
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly reader: Reader,
    private readonly inbox: Inbox,
  ) {}

  /** Call it when every handler is registered: an event without a handler would count as one that the service does not consume. */
  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** Applies what this version knows. @returns the number of events that no longer wait */
  async applyKnown(): Promise<number> {
    let count = 0;
    for (let after: string | undefined = ''; after !== undefined && !this.stopped.signal.aborted;) {
      const keys: string[] = await this.keysBehind(after);
      for (const key of keys) count += await this.applyOrder(key);
      after = keys.length < KEYS ? undefined : keys.at(-1);
    }
    if (count > 0) this.logger.log(`events that waited for this version and no longer do: ${count}`);
    return count;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.applyKnown().catch((error: unknown) =>
        this.logger.warn(`waiting events are tried again in ${PERIOD_MS} ms: ${messageOf(error)}`),
      );
      await sleep(PERIOD_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async keysBehind(after: string): Promise<string[]> {
    const rows = await this.reader.query<{ message_key: string }>(
      `SELECT DISTINCT message_key FROM stuck_events WHERE kind = 'waiting' AND message_key > ? ORDER BY message_key LIMIT ${KEYS}`,
      [after],
    );
    return rows.map(({ message_key: key }) => key);
  }

  private async applyOrder(key: string): Promise<number> {
    let count = 0;
    for (let after = 0; !this.stopped.signal.aborted; count += 1) {
      const first = "kind IN ('parked', 'waiting') AND message_key = ? AND id > ? ORDER BY id LIMIT 1";
      const [event] = await this.reader.findWhere(StuckEvent, first, [key, after]);
      if (event?.kind !== 'waiting' || !this.inbox.understands(event.message)) break;
      const fault = await attempt(() => this.inbox.replay(event));
      if (fault) {
        this.logger.error(`an event of key ${key} that waited for this version is ${fault.kind}: ${fault.reason}`);
        await this.inbox.fault(event, fault);
        if (fault.kind === 'parked') break;
      }
      after = event.id;
    }
    return count;
  }
}
