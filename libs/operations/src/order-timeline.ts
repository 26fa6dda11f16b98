import { EVENTS } from '@carshare/events';
import { inList, type Reader } from '@carshare/persistence';
import { decodeHeaders } from '@carshare/event-log';
import type { ActionsQueries } from './actions.queries.js';
import type { OwnRecordView, PublishedView, ReceivedView, TimelineView, StuckView } from './report.dto.js';

/** Reads the rows of an order from a service's own tables, oldest first. */
export type OwnRecords = (reader: Reader, orderId: number) => Promise<OwnRecordView[]>;

/** A 64-bit integer: some database drivers return it as text. */
type Whole = number | string;

/** Reads this service's part of an order's timeline: its own rows, its events, and the actions of operators. */
export class OrderTimeline {
  constructor(
    private readonly service: string,
    private readonly reader: Reader,
    private readonly own: OwnRecords,
    private readonly done: ActionsQueries,
    /** How long inbox rows are kept, in days. */
    private readonly inboxRetentionDays: number,
  ) {}

  /**
   * @param orderId the order
   * @param eventIds ids of events of other services; the answer contains when each of them was handled here
   */
  async read(orderId: number, eventIds: readonly string[]): Promise<TimelineView> {
    const [records, published, received, stuck, actions] = await Promise.all([
      this.own(this.reader, orderId),
      this.published(orderId),
      this.received(eventIds),
      this.stuck(orderId),
      this.done.ofOrder(orderId),
    ]);
    const { service, inboxRetentionDays } = this;
    return { service, orderId, inboxRetentionDays, records, published, received, stuck, actions };
  }

  private async published(orderId: number): Promise<PublishedView[]> {
    const rows = await this.reader.query<{
      event_id: string;
      type: string;
      headers: string;
      created_at: Whole;
      sent_at: Whole | null;
    }>('SELECT event_id, type, headers, created_at, sent_at FROM outbox WHERE message_key = ? ORDER BY id', [orderId]);
    return rows.map((row) => ({
      eventId: row.event_id,
      type: row.type,
      consumers: EVENTS.get(row.type)?.consumers ?? [],
      traceId: traceIdIn(row.headers),
      createdAt: instant(row.created_at),
      sentAt: row.sent_at === null ? null : instant(row.sent_at),
    }));
  }

  private async received(eventIds: readonly string[]): Promise<ReceivedView[]> {
    if (eventIds.length === 0) return [];
    const list = inList(eventIds);
    const rows = await this.reader.query<{ event_id: string; received_at: Whole }>(
      `SELECT event_id, received_at FROM inbox WHERE event_id IN ${list.sql} ORDER BY received_at`,
      list.values,
    );
    return rows.map((row) => ({ eventId: row.event_id, at: instant(row.received_at) }));
  }

  private async stuck(orderId: number): Promise<StuckView[]> {
    const rows = await this.reader.query<{
      id: number;
      kind: string;
      event_type: string | null;
      headers: string;
      reason: string;
      stuck_at: Whole;
    }>(
      "SELECT id, kind, event_type, headers, reason, stuck_at FROM stuck_events WHERE kind IN ('parked', 'dead', 'waiting') AND message_key = ? ORDER BY id",
      [String(orderId)],
    );
    return rows.map(({ id, kind, event_type: type, headers, reason, stuck_at }) => ({
      id,
      kind,
      type,
      reason,
      traceId: traceIdIn(headers),
      stuckAt: instant(stuck_at),
    }));
  }
}

function instant(epochMs: Whole): string {
  return new Date(Number(epochMs)).toISOString();
}

/** The trace id in an event's `traceparent` header (https://www.w3.org/TR/trace-context/). */
function traceIdIn(headers: string): string | null {
  const traceparent = decodeHeaders(headers).findLast(([name]) => name === 'traceparent')?.[1];
  return /^00-([0-9a-f]{32})-/.exec(traceparent?.toString() ?? '')?.[1] ?? null;
}
