import type { WireMessage } from '@carshare/events';
import type { Reader, UnitOfWork } from '@carshare/persistence';
import { DomainError, type Principal } from '@carshare/service-kit';
import { type Inbox, type Relay, StuckEvent, type StuckKind } from '@carshare/messaging';
import { recordOf } from '@carshare/event-log';
import type { StuckWorkDetailView, StuckWorkList, StuckWorkView } from './operations.dto.js';
import type { DoneAction } from './operator-action.entity.js';
import { recordAction } from './record-action.js';

/** The list contains an outbox event once it is committed and unpublished for this long, in milliseconds. */
const OUTBOX_OLD_MS = 60_000;
const LIMIT = 200;
/** The largest id of an order. */
const MAX_ID = 2_147_483_647;

/** A stuck event without its bytes. */
interface StuckRow {
  id: number;
  kind: StuckKind;
  message_key: string;
  event_type: string | null;
  reason: string;
  stuck_at: number | string;
}

type Subject = Pick<DoneAction, 'subject' | 'orderId'>;

interface OutboxLine {
  id: number | string;
  type: string;
  message_key: number | string;
  value: string;
  headers: string;
  created_at: number | string;
}

/** Lists, retries and discards a service's stuck events. Each action is recorded with its operator. */
export class Operations {
  constructor(
    private readonly service: string,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: Inbox,
    private readonly relay: Relay,
  ) {}

  /**
   * Lists the oldest 200 stuck rows, and before them the oldest 200 unpublished events of the outbox.
   * @param after the number of the row before the first listed one; 0 lists from the start
   */
  async list(after = 0): Promise<StuckWorkList> {
    // Selects no values or headers: 200 rows of 1 MB each would exceed the memory.
    const rows = await this.reader.query<StuckRow>(
      `SELECT id, kind, message_key, event_type, reason, stuck_at FROM stuck_events WHERE id > ? ORDER BY id LIMIT ${LIMIT}`,
      [after],
    );
    const unsent = after > 0 ? [] : await this.outbox('sent_at IS NULL AND created_at < ?', Date.now() - OUTBOX_OLD_MS);
    return {
      stuck: [...rows.map((row) => this.viewOf(row)), ...unsent.map((line) => this.viewOfLine(line))],
      next: rows.length < LIMIT ? null : String(rows.at(-1)?.id),
    };
  }

  /** @throws {DomainError} 404 */
  async show(id: string): Promise<StuckWorkDetailView> {
    const outboxId = outboxIdOf(id);
    if (outboxId === undefined) {
      const event = await this.find(id);
      return withContent(this.viewOf(rowOf(event)), event.message);
    }
    const [line] = await this.outbox('id = ? AND sent_at IS NULL', outboxId);
    if (!line) throw notFound(id);
    const headers = JSON.parse(line.headers) as Record<string, string>;
    return withContent(this.viewOfLine(line), { key: String(line.message_key), value: line.value, headers });
  }

  /**
   * Handles a dead letter again, or all parked and waiting events of its key in their order.
   * @throws {DomainError} 404, or 409 when the handler fails again or the event is of a later version; the remaining events stay stuck
   */
  async retry(id: string, operator: Principal): Promise<string> {
    if (outboxIdOf(id) !== undefined) {
      this.relay.wake();
      return this.record(operator, { subject: `outbox ${id}` }, 'the relay is woken');
    }
    const event = await this.find(id);
    let handled = 0;
    for await (const next of event.kind === 'dead' ? [event] : this.blockedWith(event.messageKey)) {
      try {
        await this.inbox.replay(next);
        handled += 1;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        await this.record(operator, subjectOf(next), `failed: ${reason}`);
        throw new DomainError('stuck.retry_failed', 409, `The retry of ${describe(next)} failed: ${reason}`, {
          formerCode: 'stuck.failed_again',
          members: { handled },
        });
      }
    }
    return this.record(operator, subjectOf(event), `${handled} handled`);
  }

  /** Drops an event: it never takes effect at this service. @throws {DomainError} 404 */
  async discard(id: string, reason: string, operator: Principal): Promise<string> {
    const event = await this.find(id);
    const outcome = 'discarded';
    const done: DoneAction = { action: 'discard', ...subjectOf(event), reason, outcome };
    if (!(await this.inbox.discard(event, (tx) => recordAction(tx, operator, done)))) throw notFound(id);
    return outcome;
  }

  private async find(id: string): Promise<StuckEvent> {
    const event = /^[1-9]\d{0,9}$/.test(id) ? await this.reader.find(StuckEvent, { id: Number(id) }) : undefined;
    if (!event) throw notFound(id);
    return event;
  }

  /** Reads the events of a blocked key in their order, one at a time, because each may have 1 MB. */
  private async *blockedWith(key: string): AsyncGenerator<StuckEvent> {
    for (let after = 0; ;) {
      const condition = "kind IN ('parked', 'waiting') AND message_key = ? AND id > ? ORDER BY id LIMIT 1";
      const [event] = await this.reader.findWhere(StuckEvent, condition, [key, after]);
      if (!event) return;
      yield event;
      after = event.id;
    }
  }

  private outbox(where: string, value: number): Promise<OutboxLine[]> {
    return this.reader.query<OutboxLine>(
      `SELECT id, type, message_key, value, headers, created_at FROM outbox WHERE ${where} ORDER BY id LIMIT ${LIMIT}`,
      [value],
    );
  }

  private async record(operator: Principal, subject: Subject, outcome: string): Promise<string> {
    await this.unitOfWork.transaction((tx) => recordAction(tx, operator, { action: 'retry', ...subject, outcome }));
    return outcome;
  }

  private viewOf({ id, kind, message_key: key, event_type: type, reason, stuck_at: at }: StuckRow): StuckWorkView {
    const since = new Date(Number(at)).toISOString();
    return { id: String(id), service: this.service, kind, key, type, reason, since, discardable: true };
  }

  private viewOfLine(line: OutboxLine): StuckWorkView {
    return {
      id: `outbox-${line.id}`,
      service: this.service,
      kind: 'outbox',
      key: String(line.message_key),
      type: line.type,
      reason: 'committed, and not yet published',
      since: new Date(Number(line.created_at)).toISOString(),
      discardable: false,
    };
  }
}

function rowOf({ id, kind, messageKey, type, reason, stuckAt }: StuckEvent): StuckRow {
  return { id, kind, message_key: messageKey, event_type: type, reason, stuck_at: stuckAt.getTime() };
}

function withContent(view: StuckWorkView, message: WireMessage): StuckWorkDetailView {
  const { key, value, headers } = recordOf(message);
  const record = {
    key: base64(key),
    value: base64(value),
    headers: headers.map(([name, header]) => ({ name, value: base64(header) })),
  };
  return { ...view, value: message.value, headers: message.headers, record };
}

function base64(bytes: Buffer | null): string | null {
  return bytes && bytes.toString('base64');
}

function outboxIdOf(id: string): number | undefined {
  const digits = /^outbox-([1-9]\d{0,15})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function describe(event: StuckEvent): string {
  return `event ${event.type ?? event.id} of order ${event.messageKey}`;
}

/** The key of the shop's own events is the id of their order; another publisher may have sent any text. */
function subjectOf(event: StuckEvent): Subject {
  const orderId = /^[1-9]\d{0,9}$/.test(event.messageKey) ? Number(event.messageKey) : Infinity;
  return { subject: describe(event), orderId: orderId <= MAX_ID ? orderId : undefined };
}

function notFound(id: string): DomainError {
  return new DomainError(
    'stuck.not_found',
    404,
    `There is no stuck event ${id}. It may have been retried or discarded.`,
  );
}
