import { encodeEvent, type EventDefinition } from '@carshare/events';
import { CommitBatch, type Tx } from '@carshare/persistence';
import { currentTraceparent, startSpan, uuidv7 } from '@carshare/service-kit';
import { OutboxMessage } from './outbox-message.entity.js';
import type { Relay } from './relay.js';

/**
 * Where a service puts the events it publishes: the one way for an event to leave.
 * @example
 * await unitOfWork.transaction(async (tx) => {
 *   await tx.insert(order);
 *   outbox.add(tx, Ordered, { id: order.id, productId: '1001', qty: 1, status: 'Placed' });
 * });
 */
export class Outbox {
  private readonly messages: CommitBatch<OutboxMessage>;

  constructor(
    private readonly source: string,
    private readonly owned: readonly EventDefinition[],
    relay: Relay,
  ) {
    this.messages = new CommitBatch(
      (tx, messages) => tx.insertAll(messages),
      () => relay.wake(),
    );
  }

  /**
   * Adds an event to the transaction: it is published if, and only if, the transaction commits. Events of one order are published
   * in the order of their commits, as long as each is added after its aggregate's row was written.
   * @throws {TypeError} for an event that the service does not own
   */
  add<T extends object>(tx: Tx, event: EventDefinition<T>, data: T): void {
    if (!this.owned.some((own) => own.type === event.type)) {
      throw new TypeError(`${this.source} does not publish ${event.type}`);
    }
    const now = new Date();
    const id = uuidv7();
    const span = startSpan(`publish ${event.type}`, 'producer', currentTraceparent(), this.source);
    const wire = encodeEvent(event, data, { id, source: this.source, time: now, traceparent: span.traceparent });
    const message = new OutboxMessage();
    message.eventId = id;
    message.type = event.type;
    message.messageKey = Number(wire.key);
    message.value = wire.value;
    message.headers = JSON.stringify(wire.headers);
    message.createdAt = now;
    span.end();
    this.messages.add(tx, message);
  }
}
