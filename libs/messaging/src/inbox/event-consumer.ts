import type { EventDefinition, ReceivedEvent, WireMessage } from '@carshare/events';
import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import {
  type EventLog,
  Batcher,
  type LogRecord,
  messageOf,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionProgress,
} from '@carshare/event-log';
import type { Relay } from '../outbox/relay.js';
import { attempt, isCondition, isLockConflict } from './attempt.js';
import type { Inbox } from './inbox.js';
import type { EventHandler } from './parse-message.js';
import type { WaitingEvents } from './waiting-events.js';

const MAX_BATCH = 100;

/** Batches of several partitions share a transaction until it has this many events. */
const MAX_TOGETHER = 200;
/** Keys of one partition that are handled at the same time after its batch failed; each takes a connection of the pool. */
const LANES = 4;

/** What a consumer subscribes to. */
export interface Consumption {
  /** The consumer group; undefined for a service that consumes nothing. */
  group: string | undefined;
  /** The events for which the service must have a handler, and it may have no other. */
  consumes: readonly EventDefinition[];
  isSkipped?: SubscribeOptions['isSkipped'];
}

/**
 * Nest's transport for the event log: handlers are `@Consumes(Paid)` methods. Nest's own Kafka server is not used because it
 * acknowledges events whose handler failed.
 */
export class EventConsumer extends Server implements CustomTransportStrategy {
  override readonly logger = new Logger(EventConsumer.name);
  private subscription: Subscription | undefined;
  /** Partitions whose last batch failed, until a batch of theirs succeeds. */
  private readonly waiting = new Set<number>();
  private readonly batches = new Batcher<readonly WireMessage[]>(
    (batches) => this.inbox.apply(batches.flat()),
    MAX_TOGETHER,
    ({ length }) => length,
  );

  constructor(
    private readonly log: EventLog,
    private readonly consumption: Consumption,
    readonly inbox: Inbox,
    private readonly relay: Relay,
    /** Applies what an earlier version kept for this one; the simulation, whose replicas are of one version, has none. */
    private readonly kept?: WaitingEvents,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.subscribe().then(() => callback(), callback);
  }

  /** Nest calls it when the last request is answered: what requests and events committed is published before the end. */
  async close(): Promise<void> {
    await this.kept?.stop();
    await this.subscription?.close();
    await this.relay.stop();
    await this.log.close();
  }

  on(): never {
    throw new Error('the event consumer has no events of its own');
  }

  unwrap(): never {
    throw new Error('the event consumer has no server of its own');
  }

  /** The handler for an event type, as the inbox calls it. */
  lookup(type: string): EventHandler | undefined {
    // Nest's own look-up tries to parse the pattern as JSON first.
    const handler = this.messageHandlers.get(type);
    return handler ? (event, tx) => settle(handler, event, tx) : undefined;
  }

  /** What the subscription reports of itself; undefined before it exists and where nothing is consumed. */
  progress(): SubscriptionProgress | undefined {
    return this.subscription?.progress();
  }

  private async subscribe(): Promise<void> {
    const { group, consumes, isSkipped } = this.consumption;
    requireHandlers(consumes, [...this.messageHandlers.keys()]);
    if (group === undefined) return;
    this.subscription = await this.log.subscribe(group, (records) => this.consume(records), {
      maxBatch: MAX_BATCH,
      ...(isSkipped ? { isSkipped } : {}),
    });
    this.kept?.start();
  }

  /** @throws {Error} the condition of the database for which the records have to wait */
  private async consume(records: readonly LogRecord[]): Promise<void> {
    const partition = records[0]?.partition ?? 0;
    try {
      // A partition that waits for a lock would let all others of the transaction wait with it.
      if (!this.waiting.has(partition)) return await this.batches.add(records);
    } catch (error) {
      if (isCondition(error) && !isLockConflict(error)) throw error;
      // One of them fails: find out which, so that the others need not wait for it.
    }
    this.waiting.add(partition);
    await this.applyEach(records);
    this.waiting.delete(partition);
  }

  /**
   * Applies the records one by one, and several keys side by side: an event that waits for a lock keeps back those of its key alone.
   */
  private async applyEach(records: readonly LogRecord[]): Promise<void> {
    const keys = [...this.byKey(records)];
    const failed: { condition?: unknown; conflict?: { key: string; error: unknown } } = {};
    const lane = async (): Promise<void> => {
      for (let next = keys.shift(); next; next = keys.shift()) {
        const [key, ofKey] = next;
        try {
          for (const record of ofKey) await this.applyOne(record);
        } catch (error) {
          if (isLockConflict(error)) failed.conflict ??= { key, error };
          else {
            // A condition of the server holds for every key: the others are not tried.
            failed.condition ??= error;
            keys.length = 0;
          }
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if ('condition' in failed) throw failed.condition;
    const { conflict } = failed;
    if (!conflict) return;
    this.logger.warn(`events of key ${conflict.key} wait for a lock and are tried again: ${messageOf(conflict.error)}`);
    throw conflict.error;
  }

  private byKey(records: readonly LogRecord[]): Map<string, LogRecord[]> {
    const byKey = new Map<string, LogRecord[]>();
    for (const record of records) {
      const key = this.inbox.keyOf(record);
      const ofKey = byKey.get(key);
      if (ofKey) ofKey.push(record);
      else byKey.set(key, [record]);
    }
    return byKey;
  }

  private async applyOne(message: WireMessage): Promise<void> {
    const fault = await attempt(() => this.inbox.apply([message]));
    if (fault?.kind === 'dead') return this.inbox.deadLetter(message, fault.reason);
    if (!fault) return;
    this.logger.error(`the key ${this.inbox.keyOf(message)} is blocked until an operator acts: ${fault.reason}`);
    await this.inbox.park(message, fault.reason);
  }
}

/** @throws {TypeError} naming the events of the contract without a handler, and the handlers of other events */
function requireHandlers(consumes: readonly EventDefinition[], handled: readonly string[]): void {
  const types = consumes.map(({ type }) => type);
  const missing = types.filter((type) => !handled.includes(type));
  const surplus = handled.filter((type) => !types.includes(type));
  const faults = [
    ...(missing.length > 0 ? [`no handler for ${missing.join(', ')}, which the service consumes by the contract`] : []),
    ...(surplus.length > 0 ? [`a handler for ${surplus.join(', ')}, which the service does not consume by it`] : []),
  ];
  if (faults.length > 0) throw new TypeError(`the service has ${faults.join(', and ')}`);
}

async function settle(handler: MessageHandler, event: ReceivedEvent, tx: unknown): Promise<void> {
  const result: unknown = await handler(event, tx);
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}
