import { EVENTS, InvalidEvent, type ReceivedEvent, type WireMessage } from '@carshare/events';
import type { Tx, UnitOfWork } from '@carshare/persistence';
import { runInSpan, startSpan } from '@carshare/service-kit';
import type { Fault } from './attempt.js';
import { earlier } from './earlier.js';
import { InboxEntry } from './inbox-entry.entity.js';
import { parseMessage, type EventHandler, type HandlerLookup, type ParsedMessage } from './parse-message.js';
import { blockedEvent, laterEvent, setAside } from './set-aside.js';
import { storableReason, StuckEvent } from './stuck-event.entity.js';

/**
 * How long one transaction takes up further events, in milliseconds: half of LOCK_WAIT_S. It holds the rows of all its orders until
 * its commit. On a slow database a full batch would hold them for many seconds, and requests for these orders would fail.
 */
const TOGETHER_MS = 500;

/** Gives every event its effect exactly once: inbox row, effect and outgoing outbox rows commit together. */
export class Inbox {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly handlerOf: HandlerLookup,
    /** The consuming service, for its traces. */
    private readonly service = 'unnamed',
    /** Whether the contract of this version contains an event type. */
    private readonly knows: (type: string) => boolean = (type) => EVENTS.has(type),
  ) {}

  /**
   * Applies the messages in order, several in one transaction, for {@link TOGETHER_MS}. Broken ones become dead letters. Events of a
   * later version, and those of a blocked key, are set aside. Those that were applied before are skipped.
   * @throws what a handler throws; nothing of its transaction is applied then, and what was committed before stays
   */
  async apply(messages: readonly WireMessage[]): Promise<void> {
    let left = messages.map((message) => this.parse(message)).filter((entry) => entry !== undefined);
    while (left.length > 0) {
      const taken = await this.unitOfWork.transaction((tx) => this.applyTogether(tx, left), 'events');
      left = left.slice(taken);
    }
  }

  /** @returns how many of the messages, from the first on, have their effect with this transaction: at least one */
  private async applyTogether(tx: Tx, messages: readonly ParsedMessage[]): Promise<number> {
    const until = performance.now() + TOGETHER_MS;
    const arrivals = messages.filter((entry) => entry.is !== 'broken');
    const { applied, blocked } = await earlier(tx, arrivals);
    const entries: InboxEntry[] = [];
    let taken = 0;
    for (const entry of messages) {
      if (taken > 0 && performance.now() >= until) break;
      taken += 1;
      if (entry.is === 'broken') {
        await setAside(tx, StuckEvent.of('dead', entry.message, entry.reason));
        continue;
      }
      const { message, orderKey, identity } = entry;
      const kind = blocked.get(orderKey);
      if (applied.has(identity)) continue;
      if (entry.is === 'unknown') {
        await setAside(tx, laterEvent(message, orderKey));
        blocked.set(orderKey, 'waiting');
      } else if (kind !== undefined) {
        await setAside(tx, blockedEvent(kind, message, orderKey));
      } else {
        applied.add(identity);
        entries.push(InboxEntry.of(identity, new Date()));
        await this.handle(entry.event, entry.handler, tx);
      }
    }
    await tx.insertAll(entries);
    return taken;
  }

  /** The order that a message is of; of a broken one, the record's key. */
  keyOf(message: WireMessage): string {
    return this.orderKeyIn(message) ?? message.key;
  }

  /** Whether this version can decide what becomes of the message; false for an event of a later version. */
  understands(message: WireMessage): boolean {
    return this.parse(message)?.is !== 'unknown';
  }

  /** Sets the message aside and blocks its key, so that the other keys go on. */
  async park(message: WireMessage, reason: string): Promise<void> {
    const event = StuckEvent.of('parked', message, reason, this.orderKeyIn(message));
    await this.unitOfWork.transaction((tx) => setAside(tx, event), 'events');
  }

  /** Sets a message aside that no retry can handle. */
  async deadLetter(message: WireMessage, reason: string): Promise<void> {
    const event = StuckEvent.of('dead', message, reason, this.orderKeyIn(message));
    await this.unitOfWork.transaction((tx) => setAside(tx, event), 'events');
  }

  /** Turns an event that waited into a dead letter or a parked event. It keeps its place among the events of its order. */
  async fault({ id }: StuckEvent, { kind, reason }: Fault): Promise<void> {
    await this.unitOfWork.transaction((tx) =>
      tx.execute("UPDATE stuck_events SET kind = ?, reason = ? WHERE id = ? AND kind = 'waiting'", [
        kind,
        storableReason(reason),
        id,
      ]),
    );
  }

  /**
   * Applies a stuck event after all and removes it from the stuck ones, in one transaction. An event that the service does not
   * consume is only removed.
   * @throws what its handler throws, and {@link UnknownEventType} for an event of a later version; it stays stuck then
   */
  async replay(stuck: StuckEvent): Promise<void> {
    const parsed = this.parse(stuck.message);
    if (parsed?.is === 'broken') throw new InvalidEvent(parsed.reason);
    if (parsed?.is === 'unknown') throw new UnknownEventType(stuck.type);
    await this.unitOfWork.transaction(async (tx) => {
      if ((await tx.execute('DELETE FROM stuck_events WHERE id = ?', [stuck.id])) !== 1 || !parsed) return;
      if ((await earlier(tx, [parsed])).applied.has(parsed.identity)) return;
      await this.handle(parsed.event, parsed.handler, tx);
      await tx.insert(InboxEntry.of(parsed.identity, new Date()));
    });
  }

  /**
   * Discards a stuck event: it counts as received, so that a redelivery does not bring it back.
   * @param alongside writes what is stored if, and only if, the event is discarded
   * @returns whether this call discarded it; false when it was stuck no longer
   */
  async discard(stuck: StuckEvent, alongside: (tx: Tx) => Promise<void>): Promise<boolean> {
    const parsed = this.parse(stuck.message);
    return this.unitOfWork.transaction(async (tx) => {
      if ((await tx.execute('DELETE FROM stuck_events WHERE id = ?', [stuck.id])) !== 1) return false;
      await alongside(tx);
      if (!parsed || parsed.is === 'broken' || (await earlier(tx, [parsed])).applied.has(parsed.identity)) return true;
      await tx.insert(InboxEntry.of(parsed.identity, new Date()));
      return true;
    });
  }

  /** Runs the handler in the trace of the event's publisher. */
  private handle(event: ReceivedEvent, handler: EventHandler, tx: Tx): Promise<void> {
    const span = startSpan(`process ${event.definition.type}`, 'consumer', event.traceparent, this.service);
    return runInSpan(span, () => handler(event, tx));
  }

  private orderKeyIn(message: WireMessage): string | undefined {
    const parsed = this.parse(message);
    return parsed && parsed.is !== 'broken' ? parsed.orderKey : undefined;
  }

  private parse(message: WireMessage): ReturnType<typeof parseMessage> {
    return parseMessage(message, this.handlerOf, this.knows);
  }
}

/** An event of a later version cannot be handled here. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';

  constructor(type: string | null) {
    super(`This version does not know ${type} events: deploy the version that publishes them, or discard the event.`);
  }
}
