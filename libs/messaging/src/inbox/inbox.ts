import { decodeEvent, InvalidEvent, type ReceivedEvent, type WireMessage } from '@carshare/events';
import type { Tx, UnitOfWork } from '@carshare/persistence';
import { runInSpan, startSpan } from '@carshare/service-kit';
import { earlier } from './earlier.js';
import { InboxEntry } from './inbox-entry.entity.js';
import { StuckEvent, type StuckKind } from './stuck-event.entity.js';

/** Applies one event inside the transaction; `undefined` for a type the service does not consume. */
export type EventHandler = (event: ReceivedEvent, tx: Tx) => Promise<void>;
export type HandlerLookup = (type: string) => EventHandler | undefined;

/** A message that was understood, with the order that it is of. */
interface Understood {
  message: WireMessage;
  orderKey: string;
  event: ReceivedEvent;
  handler: EventHandler;
}

/** A message that was understood, or the reason why it can never be. */
type Parsed = Understood | { message: WireMessage; broken: string };

/** Gives every event its effect exactly once: inbox row, effect and outgoing outbox rows commit together. */
export class Inbox {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly handlerOf: HandlerLookup,
    /** The consuming service, for its traces. */
    private readonly service = 'unnamed',
  ) {}

  /**
   * Applies the messages in order, all in one transaction: broken ones become dead letters, those of a parked key join it, and
   * those that were applied before are passed over.
   * @throws what a handler throws; nothing is applied then
   */
  async apply(messages: readonly WireMessage[]): Promise<void> {
    const parsed = messages.map((message) => this.parse(message)).filter((entry) => entry !== undefined);
    if (parsed.length === 0) return;
    await this.unitOfWork.transaction(async (tx) => {
      const { applied, blocked } = await earlier(tx, parsed.filter(isUnderstood));
      const entries: InboxEntry[] = [];
      for (const entry of parsed) {
        if (!isUnderstood(entry)) await setAside(tx, StuckEvent.of('dead', entry.message, entry.broken));
        else if (applied.has(entry.event)) continue;
        else if (blocked.has(entry.orderKey)) {
          await setAside(tx, blockedEvent(entry));
        } else {
          applied.add(entry.event);
          entries.push(InboxEntry.of(entry.event.identity, new Date()));
          await this.handle(entry.event, entry.handler, tx);
        }
      }
      await tx.insertAll(entries);
    });
  }

  /** The order that a message is of; of a broken one, the record's key. */
  keyOf(message: WireMessage): string {
    const parsed = this.parse(message);
    return parsed && isUnderstood(parsed) ? parsed.orderKey : message.key;
  }

  /** Sets the message aside and blocks its key, so that the other keys go on. */
  async park(message: WireMessage, reason: string): Promise<void> {
    const event = this.stuckEvent('parked', message, reason);
    await this.unitOfWork.transaction((tx) => setAside(tx, event));
  }

  /** Sets a message aside that no retry can mend. */
  async deadLetter(message: WireMessage, reason: string): Promise<void> {
    const event = this.stuckEvent('dead', message, reason);
    await this.unitOfWork.transaction((tx) => setAside(tx, event));
  }

  /**
   * Applies a stuck event after all and removes it from the stuck ones, in one transaction.
   * @throws what its handler throws; it stays stuck then
   */
  async replay(stuck: StuckEvent): Promise<void> {
    const parsed = this.parse(stuck.message);
    if (parsed && !isUnderstood(parsed)) throw new InvalidEvent(parsed.broken);
    await this.unitOfWork.transaction(async (tx) => {
      if ((await tx.execute('DELETE FROM stuck_events WHERE id = ?', [stuck.id])) !== 1 || !parsed) return;
      if ((await earlier(tx, [parsed])).applied.has(parsed.event)) return;
      await this.handle(parsed.event, parsed.handler, tx);
      await tx.insert(InboxEntry.of(parsed.event.identity, new Date()));
    });
  }

  /**
   * Gives a stuck event up: it counts as received, so that a redelivery does not bring it back.
   * @param alongside what else is to be stored if, and only if, the event is given up
   * @returns whether this gave it up; false when it was stuck no longer
   */
  async discard(stuck: StuckEvent, alongside: (tx: Tx) => Promise<void>): Promise<boolean> {
    const parsed = this.parse(stuck.message);
    return this.unitOfWork.transaction(async (tx) => {
      if ((await tx.execute('DELETE FROM stuck_events WHERE id = ?', [stuck.id])) !== 1) return false;
      await alongside(tx);
      if (!parsed || !isUnderstood(parsed) || (await earlier(tx, [parsed])).applied.has(parsed.event)) return true;
      await tx.insert(InboxEntry.of(parsed.event.identity, new Date()));
      return true;
    });
  }

  /** Runs the handler in the trace of whoever published the event. */
  private handle(event: ReceivedEvent, handler: EventHandler, tx: Tx): Promise<void> {
    const span = startSpan(`process ${event.definition.type}`, 'consumer', event.traceparent, this.service);
    return runInSpan(span, () => handler(event, tx));
  }

  private stuckEvent(kind: StuckKind, message: WireMessage, reason: string): StuckEvent {
    const parsed = this.parse(message);
    return StuckEvent.of(kind, message, reason, parsed && isUnderstood(parsed) ? parsed.orderKey : undefined);
  }

  private parse(message: WireMessage): Parsed | undefined {
    try {
      const event = decodeEvent(message, (type) => this.handlerOf(type) !== undefined);
      const handler = event && this.handlerOf(event.definition.type);
      return event && handler && { message, orderKey: String(event.definition.key(event.data)), event, handler };
    } catch (error) {
      if (error instanceof InvalidEvent) return { message, broken: error.message };
      throw error;
    }
  }
}

function isUnderstood(parsed: Parsed): parsed is Understood {
  return 'event' in parsed;
}

function blockedEvent({ message, orderKey }: Understood): StuckEvent {
  return StuckEvent.of('parked', message, 'an earlier event of this key is parked', orderKey);
}

/** Keeps an event for an operator, once: it comes again when its offset was lost. */
async function setAside(tx: Tx, event: StuckEvent): Promise<void> {
  const { kind, digest } = event;
  const alike = await tx.query('SELECT id FROM stuck_events WHERE digest = ? AND kind = ?', [digest, kind]);
  if (alike.length === 0) await tx.insert(event);
}
