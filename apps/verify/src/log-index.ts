import { decodeEvent, InvalidEvent, type DeliveryFields, type OrderFields, type PaymentFields } from '@carshare/events';
import type { EventLog } from '@carshare/messaging';

export type EventType = 'Ordered' | 'OrderCancelled' | 'Paid' | 'PayCancelled' | 'Shipped' | 'DeliveryCanceled';

/** One event of the log, without its repetitions. */
export interface LoggedEvent {
  id: string;
  type: EventType;
  /** Its place among all records that were read; grows along a partition. */
  place: number;
  /** Epoch milliseconds. */
  time: number;
  data: OrderFields | PaymentFields | DeliveryFields;
}

/** The whole log, by order and by event id. */
export class LogIndex {
  readonly byOrder = new Map<number, LoggedEvent[]>();
  readonly placeOf = new Map<string, number>();
  records = 0;
  unreadable = 0;

  static async read(log: EventLog): Promise<LogIndex> {
    const index = new LogIndex();
    for await (const record of log.read()) {
      index.records += 1;
      try {
        const event = decodeEvent(record);
        if (event) {
          index.add(event.definition.key(event.data), {
            id: event.id,
            type: event.definition.type as EventType,
            time: event.time.getTime(),
            data: event.data as LoggedEvent['data'],
          });
        }
      } catch (error) {
        if (!(error instanceof InvalidEvent)) throw error;
        index.unreadable += 1;
      }
    }
    return index;
  }

  of(orderId: number): readonly LoggedEvent[] {
    return this.byOrder.get(orderId) ?? [];
  }

  private add(orderId: number, event: Omit<LoggedEvent, 'place'>): void {
    if (this.placeOf.has(event.id)) return;
    const logged = { ...event, place: this.records };
    this.placeOf.set(event.id, logged.place);
    const events = this.byOrder.get(orderId);
    if (events) events.push(logged);
    else this.byOrder.set(orderId, [logged]);
  }
}
