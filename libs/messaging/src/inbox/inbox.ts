import { decodeEvent, InvalidEvent, type ReceivedEvent, type WireMessage } from '@carshare/events';
import { inList, runInSpan, startSpan, type Tx, type UnitOfWork } from '@carshare/service-kit';
import { InboxEntry } from './inbox-entry.entity.js';
import { StuckEvent, type StuckKind } from './stuck-event.entity.js';

/** Applies one event inside the transaction; `undefined` for a type the service does not consume. */
export type EventHandler = (event: ReceivedEvent, tx: Tx) => Promise<void>;
export type HandlerLookup = (type: string) => EventHandler | undefined;

/** A message that was understood, or the reason why it can never be. */
type Parsed =
  { message: WireMessage; event: ReceivedEvent; handler: EventHandler } | { message: WireMessage; broken: string };

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
      const ids = parsed.flatMap((entry) => ('event' in entry ? [entry.event.id] : []));
      const { applied, parkedKeys } = await earlier(tx, ids);
      const entries: InboxEntry[] = [];
      for (const entry of parsed) {
        if ('broken' in entry) await setAside(tx, 'dead', entry.message, entry.broken);
        else if (applied.has(entry.event.id)) continue;
        else if (parkedKeys.has(entry.message.key)) {
          await setAside(tx, 'parked', entry.message, 'an earlier event of this key is parked');
        } else {
          applied.add(entry.event.id);
          entries.push(InboxEntry.of(entry.event.id, new Date()));
          await this.handle(entry.event, entry.handler, tx);
        }
      }
      await tx.insertAll(entries);
    });
  }

  /** Sets the message aside with its key, so that the other keys go on. */
  async park(message: WireMessage, reason: string): Promise<void> {
    const keyed = this.parse(message)?.message ?? message;
    await this.unitOfWork.transaction((tx) => setAside(tx, 'parked', keyed, reason));
  }

  /** Sets a message aside that no retry can mend. */
  async bury(message: WireMessage, reason: string): Promise<void> {
    await this.unitOfWork.transaction((tx) => setAside(tx, 'dead', message, reason));
  }

  /**
   * Applies a stuck event after all and removes it from the stuck ones, in one transaction.
   * @throws what its handler throws; it stays stuck then
   */
  async replay(stuck: StuckEvent): Promise<void> {
    const parsed = this.parse(stuck.message);
    if (parsed && 'broken' in parsed) throw new InvalidEvent(parsed.broken);
    await this.unitOfWork.transaction(async (tx) => {
      if ((await tx.execute('DELETE FROM stuck_events WHERE id = ?', [stuck.id])) !== 1 || !parsed) return;
      if ((await earlier(tx, [parsed.event.id])).applied.size > 0) return;
      await this.handle(parsed.event, parsed.handler, tx);
      await tx.insert(InboxEntry.of(parsed.event.id, new Date()));
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
      if (!parsed || 'broken' in parsed || (await earlier(tx, [parsed.event.id])).applied.size > 0) return true;
      await tx.insert(InboxEntry.of(parsed.event.id, new Date()));
      return true;
    });
  }

  /** Runs the handler in the trace of whoever published the event. */
  private handle(event: ReceivedEvent, handler: EventHandler, tx: Tx): Promise<void> {
    const span = startSpan(`process ${event.definition.type}`, 'consumer', event.traceparent, this.service);
    return runInSpan(span, () => handler(event, tx));
  }

  private parse(message: WireMessage): Parsed | undefined {
    try {
      const event = decodeEvent(message, (type) => this.handlerOf(type) !== undefined);
      const handler = event && this.handlerOf(event.definition.type);
      return (
        event && handler && { message: { ...message, key: String(event.definition.key(event.data)) }, event, handler }
      );
    } catch (error) {
      if (error instanceof InvalidEvent) return { message, broken: error.message };
      throw error;
    }
  }
}

interface Earlier {
  /** Those of the events that had their effect before. */
  applied: Set<string>;
  parkedKeys: Set<string>;
}

/** What the inbox holds that matters to these events, in one journey to the server. */
async function earlier(tx: Tx, ids: string[]): Promise<Earlier> {
  if (ids.length === 0) return { applied: new Set(), parkedKeys: new Set() };
  const list = inList(ids);
  const rows = await tx.query<{ event_id: string | null; message_key: string | null }>(
    `SELECT event_id, NULL AS message_key FROM inbox WHERE event_id IN ${list.sql}` +
      " UNION ALL SELECT NULL, message_key FROM stuck_events WHERE kind = 'parked'",
    list.values,
  );
  return {
    applied: new Set(rows.flatMap((row) => row.event_id ?? [])),
    parkedKeys: new Set(rows.flatMap((row) => row.message_key ?? [])),
  };
}

/** Keeps an event for an operator, once: it comes again when its offset was lost. */
async function setAside(tx: Tx, kind: StuckKind, message: WireMessage, reason: string): Promise<void> {
  const event = StuckEvent.of(kind, message, reason);
  const { messageKey, value, headers } = event;
  const alike = await tx.query<{ value: string; headers: string }>(
    'SELECT value, headers FROM stuck_events WHERE kind = ? AND message_key = ?',
    [kind, messageKey],
  );
  // Compared here: to some engines texts of other case are equal.
  if (!alike.some((other) => other.value === value && other.headers === headers)) await tx.insert(event);
}
