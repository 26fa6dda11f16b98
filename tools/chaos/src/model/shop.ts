import type { WireMessage } from '@carshare/events';
import { OutboxMessage } from '@carshare/messaging';
import { Principal } from '@carshare/service-kit';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { Adjustment } from '../../../../apps/order/src/adjustments/adjustment.entity.js';
import type { PlaceOrder } from '../../../../apps/order/src/orders/order.dto.js';
import { Order } from '../../../../apps/order/src/orders/order.entity.js';
import { Refund } from '../../../../apps/payment/src/payments/refund.entity.js';
import { Bank } from '../world/bank.js';
import { Gates } from './gates.js';
import { HEARD, nameOf, typeOf, type Group } from './heard.js';
import { meaningOf, Memory, type Row } from './memory.js';
import { addVehicle, bookGap, bookingRequest, rentalTimes } from './rental.js';
import { ModelServices, type Name } from './services.js';

const CUSTOMER = new Principal('ann', new Set());
const OPERATOR = new Principal('operator', new Set(['operator']));
export const FLEET = 2;
/** Longer than an extension waits for the outcome of its charge. */
const PATIENCE_MS = 120_000;

const CAR = {
  productId: '1001',
  model: 'City',
  minorUnits: 4900,
  hundredths: 4900,
  currency: 'EUR',
  stock: FLEET,
  fleet: FLEET,
  perDayMinorUnits: 4900,
  perHourMinorUnits: 490,
  perKmMinorUnits: null,
  retiredAt: null,
};

const NOTHING_HAPPENED = {
  acknowledged: false,
  cancelled: false,
  cancelTried: false,
  handedOver: false,
  returned: false,
  extended: false,
  booked: false,
};
/** What was answered to the customer and to the operator. */
type History = typeof NOTHING_HAPPENED;

/** One order of one car with the services' own classes. Every commit, message and call waits at a gate. */
export class OrderModel {
  readonly memories: Readonly<Record<Name, Memory>>;
  readonly bank: Bank;
  readonly gates = new Gates();
  readonly log: WireMessage[];
  readonly sent: Record<Name, number>;
  readonly offsets: Record<Group, number>;
  readonly history: History;
  /** Names of the events that a group has handled; each name occurs once. */
  private readonly consumed: Readonly<Record<Group, Set<string>>>;
  private readonly services: ModelServices;

  /** @param from a model without an operation in progress, which this one continues; a shop without orders when it is left out */
  constructor(from?: OrderModel) {
    const { order, payment, delivery } = from?.memories ?? {};
    this.memories = {
      order: order?.copy() ?? new Memory(),
      payment: payment?.copy() ?? new Memory(),
      delivery: delivery?.copy() ?? new Memory(),
    };
    this.bank = from?.bank.copy() ?? new Bank();
    this.log = [...(from?.log ?? [])];
    this.sent = { order: 0, payment: 0, delivery: 0, ...from?.sent };
    this.offsets = { order: 0, delivery: 0, ...from?.offsets };
    this.history = { ...NOTHING_HAPPENED, ...from?.history };
    this.consumed = { order: new Set(from?.consumed.order), delivery: new Set(from?.consumed.delivery) };
    this.services = new ModelServices(this.memories, this.gates, this.bank);
    if (!from) this.memories.order.insert(Object.assign(new Car(), CAR));
  }

  /** Whether no operation is in progress. */
  get isQuiet(): boolean {
    return this.gates.waiting.length === 0 && this.services.calls.areIdle;
  }

  /** Books the one vehicle of the model. */
  book(): void {
    addVehicle(this.memories.order);
    this.place(bookingRequest());
  }

  get order(): Order | undefined {
    return this.memories.order.all(Order)[0];
  }

  /** @param request of an instant order without it */
  place(request: PlaceOrder = { productId: '1001', qty: 1 }): void {
    this.gates.run('place', async () => {
      await this.services.orders.place(request, CUSTOMER);
      this.history.acknowledged = true;
    });
  }

  cancel(): void {
    this.history.cancelTried = true;
    this.gates.run('cancel', async () => {
      await this.services.orders.cancel(1, CUSTOMER);
      this.history.cancelled = true;
    });
  }

  sweep(): void {
    const { order } = this;
    if (order) this.gates.run(`sweep ${meaningOf(order)}`, () => this.services.orders.drive(order));
  }

  handOver(): void {
    this.gates.run('hand over', async () => {
      await this.services.handovers.handOver(1, {}, OPERATOR);
      this.history.handedOver = true;
    });
  }

  takeBack(): void {
    this.gates.run('return', async () => {
      await this.services.handovers.takeBack(1, { damaged: false }, OPERATOR);
      this.history.returned = true;
    });
  }

  get extension(): Adjustment | undefined {
    return this.memories.order.all(Adjustment)[0];
  }

  extend(): void {
    this.gates.run('extend', async () => {
      await this.services.extensions.extend(1, { to: rentalTimes().extendedTo.toISOString() }, CUSTOMER);
      this.history.extended = true;
    });
  }

  /** Takes the due step of the extension, after the time in which an outcome is waited for. */
  sweepExtension(): void {
    const { extension } = this;
    if (!extension) return;
    const drive = (): Promise<void> => this.services.extensions.drive(extension, Date.now() + PATIENCE_MS);
    this.gates.run(`sweep extension ${meaningOf(extension)}`, drive);
  }

  /** Another customer books the time that the extension asks for. */
  async bookGap(): Promise<void> {
    this.history.booked = await bookGap(this.services.atOnce('order'));
  }

  get openRefund(): Refund | undefined {
    return this.memories.payment.all(Refund).find((refund) => refund.isOpen);
  }

  sweepRefunds(): void {
    const { openRefund } = this;
    if (!openRefund) return;
    this.gates.run(`sweep refunds ${meaningOf(openRefund)}`, () => this.services.refunds.drive(openRefund));
  }

  /** Publishes a service's next event; `again` leaves it unmarked, as a relay that crashes before it marks. */
  relay(service: Name, again: boolean): void {
    const message = this.memories[service].all(OutboxMessage)[this.sent[service]];
    if (!message) return;
    this.log.push(toWire(message));
    if (!again) this.sent[service] += 1;
  }

  unsent(service: Name): number {
    return this.memories[service].rows(OutboxMessage).length - this.sent[service];
  }

  /** Delivers a group's next event; `again` loses the offset. */
  async deliver(group: Group, again: boolean): Promise<void> {
    const message = this.log[this.offsets[group]];
    if (!message) return;
    await this.services.inboxes[group].apply([message]);
    this.consumed[group].add(nameOf(message));
    if (!again) this.offsets[group] += 1;
  }

  /** Skips events without a reaction, so that histories that differ only in them are one state. */
  passOver(): void {
    for (const service of ['order', 'payment', 'delivery'] as const) {
      const outbox = this.memories[service].rows(OutboxMessage);
      const isHeard = (type: unknown): boolean => Object.values(HEARD).some((types) => types.includes(String(type)));
      const next = (): Row | undefined => outbox[this.sent[service]];
      for (let message = next(); message && !isHeard(message['type']); message = next()) this.sent[service] += 1;
    }
    for (const group of ['order', 'delivery'] as const) {
      const next = (): WireMessage | undefined => this.log[this.offsets[group]];
      for (let message = next(); message && !HEARD[group].includes(typeOf(message)); message = next()) {
        this.offsets[group] += 1;
      }
    }
  }

  crash(service: Name): void {
    this.gates.drop(service);
    this.services.calls.drop(service);
  }

  toString(): string {
    const { order, payment, delivery } = this.memories;
    return [
      order,
      payment,
      delivery,
      this.gates,
      this.services.calls,
      // Only the messages that are not yet delivered make a difference.
      JSON.stringify([
        (['order', 'payment', 'delivery'] as const).map((service) =>
          this.memories[service].all(OutboxMessage).slice(this.sent[service]).map(toWire).map(nameOf),
        ),
        (['order', 'delivery'] as const).map((group) => [
          this.log
            .slice(this.offsets[group])
            .filter((message) => HEARD[group].includes(typeOf(message)))
            .map(nameOf),
          [...this.consumed[group]].sort(),
        ]),
        this.history,
      ]),
      this.bank,
    ].join('\n');
  }
}

function toWire({ messageKey, value, headers }: OutboxMessage): WireMessage {
  return { key: String(messageKey), value, headers: JSON.parse(headers) as Record<string, string> };
}
