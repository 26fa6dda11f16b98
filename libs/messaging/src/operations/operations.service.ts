import { DomainError, type Principal, type Reader, type UnitOfWork } from '@carshare/service-kit';
import type { Inbox } from '../inbox/inbox.js';
import { StuckEvent } from '../inbox/stuck-event.entity.js';
import type { Relay } from '../outbox/relay.js';
import type { StuckWorkDetailView, StuckWorkView } from './operations.dto.js';
import { OperatorAction } from './operator-action.entity.js';

/** Events that are committed and not published for this long are shown, in milliseconds. */
const OUTBOX_OLD_MS = 60_000;
const LIMIT = 200;

interface OutboxLine {
  id: number | string;
  type: string;
  message_key: number | string;
  value: string;
  headers: string;
  created_at: number | string;
}

/** Shows and moves what is stuck at this service; whatever an operator does is recorded. */
export class Operations {
  constructor(
    private readonly service: string,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: Inbox,
    private readonly relay: Relay,
  ) {}

  /** The oldest 200 of each kind. */
  async list(): Promise<StuckWorkView[]> {
    const events = await this.reader.findWhere(StuckEvent, `id > 0 ORDER BY id LIMIT ${LIMIT}`, []);
    const unsent = await this.outbox('sent_at IS NULL AND created_at < ?', Date.now() - OUTBOX_OLD_MS);
    return [
      ...events.map((event) => this.viewOf(event)),
      ...unsent.map((line) => withoutContent(this.viewOfLine(line))),
    ];
  }

  /** @throws {DomainError} 404 */
  async show(id: string): Promise<StuckWorkDetailView> {
    const outboxId = outboxIdOf(id);
    if (outboxId === undefined) {
      const event = await this.find(id);
      return { ...this.viewOf(event), value: event.value, headers: event.message.headers };
    }
    const [line] = await this.outbox('id = ? AND sent_at IS NULL', outboxId);
    if (!line) throw notFound(id);
    return this.viewOfLine(line);
  }

  /**
   * Handles a dead letter again, or everything that is parked with the event's key, in order.
   * @throws {DomainError} 404, or 409 when the handler fails again; what is left stays stuck
   */
  async retry(id: string, operator: Principal): Promise<string> {
    if (outboxIdOf(id) !== undefined) {
      this.relay.wake();
      return this.record(operator, `outbox ${id}`, 'the relay is woken');
    }
    const event = await this.find(id);
    const events = event.kind === 'dead' ? [event] : await this.parkedWith(event.messageKey);
    for (const [index, next] of events.entries()) {
      try {
        await this.inbox.replay(next);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        await this.record(operator, describe(next), `failed: ${reason}`);
        throw new DomainError('stuck.failed_again', 409, `${describe(next)} fails again: ${reason}`, {
          members: { handled: index },
        });
      }
    }
    return this.record(operator, describe(event), `${events.length} handled`);
  }

  /** Gives an event up: it never has its effect here. @throws {DomainError} 404 */
  async discard(id: string, reason: string, operator: Principal): Promise<string> {
    const event = await this.find(id);
    const outcome = 'discarded';
    const action = actionOf(operator, 'discard', describe(event), reason, outcome);
    if (!(await this.inbox.discard(event, (tx) => tx.insert(action)))) throw notFound(id);
    return outcome;
  }

  private async find(id: string): Promise<StuckEvent> {
    const event = /^[1-9]\d{0,9}$/.test(id) ? await this.reader.find(StuckEvent, { id: Number(id) }) : undefined;
    if (!event) throw notFound(id);
    return event;
  }

  private parkedWith(key: string): Promise<StuckEvent[]> {
    return this.reader.findWhere(StuckEvent, "kind = 'parked' AND message_key = ? ORDER BY id", [key]);
  }

  private outbox(where: string, value: number): Promise<OutboxLine[]> {
    return this.reader.query<OutboxLine>(
      `SELECT id, type, message_key, value, headers, created_at FROM outbox WHERE ${where} ORDER BY id LIMIT ${LIMIT}`,
      [value],
    );
  }

  private async record(operator: Principal, subject: string, outcome: string): Promise<string> {
    await this.unitOfWork.transaction((tx) => tx.insert(actionOf(operator, 'retry', subject, '', outcome)));
    return outcome;
  }

  private viewOf(event: StuckEvent): StuckWorkView {
    const { id, kind, messageKey: key, reason, stuckAt } = event;
    return {
      id: String(id),
      service: this.service,
      kind,
      key,
      type: typeOf(event),
      reason,
      since: stuckAt.toISOString(),
      discardable: true,
    };
  }

  private viewOfLine(line: OutboxLine): StuckWorkDetailView {
    return {
      id: `outbox-${line.id}`,
      service: this.service,
      kind: 'outbox',
      key: String(line.message_key),
      type: line.type,
      reason: 'committed, and not yet published',
      since: new Date(Number(line.created_at)).toISOString(),
      discardable: false,
      value: line.value,
      headers: JSON.parse(line.headers) as Record<string, string>,
    };
  }
}

function actionOf(
  { customerId: operator }: Principal,
  action: 'retry' | 'discard',
  subject: string,
  reason: string,
  outcome: string,
): OperatorAction {
  return OperatorAction.of({ operator, action, subject, reason, outcome });
}

function withoutContent({ value: _value, headers: _headers, ...view }: StuckWorkDetailView): StuckWorkView {
  return view;
}

function outboxIdOf(id: string): number | undefined {
  const digits = /^outbox-([1-9]\d{0,15})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function describe(event: StuckEvent): string {
  return `event ${typeOf(event) ?? event.id} of order ${event.messageKey}`;
}

function typeOf({ message }: StuckEvent): string | null {
  const named = message.headers['ce_type'];
  if (named !== undefined) return named;
  const told = /"eventType"\s*:\s*"(\w{1,64})"/.exec(message.value)?.[1];
  return told ?? null;
}

function notFound(id: string): DomainError {
  return new DomainError('stuck.not_found', 404, `Nothing stuck is called ${id}.`);
}
