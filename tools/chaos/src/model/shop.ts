import type { WireMessage } from '@carshare/events';
import { OutboxMessage } from '@carshare/messaging';
import { Principal } from '@carshare/service-kit';
import { Cancellation } from '../../../../apps/delivery/src/deliveries/cancellation.entity.js';
import { Delivery } from '../../../../apps/delivery/src/deliveries/delivery.entity.js';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { Order } from '../../../../apps/order/src/orders/order.entity.js';
import { PaymentCancellation } from '../../../../apps/payment/src/payments/payment-cancellation.entity.js';
import { Payment } from '../../../../apps/payment/src/payments/payment.entity.js';
import { Refund } from '../../../../apps/payment/src/payments/refund.entity.js';
import { Bank } from '../world/bank.js';
import { Gates } from './gates.js';
import { HEARD, typeOf, type Group } from './heard.js';
import { Memory, settledValues } from './memory.js';
import { ModelServices, type Name } from './services.js';

const CUSTOMER = new Principal('ann', new Set());
const OPERATOR = new Principal('operator', new Set(['operator']));
export const FLEET = 2;

/** One order of one car with the services' own classes. Every commit, message and call waits at a gate. */
export class OrderModel {
  readonly memories = { order: new Memory(), payment: new Memory(), delivery: new Memory() };
  readonly bank = new Bank();
  readonly gates = new Gates((service) => this.snapshot(service as Name));
  readonly log: WireMessage[] = [];
  readonly sent = { order: 0, payment: 0, delivery: 0 };
  readonly offsets = { order: 0, delivery: 0 };
  /** Types of the events that a group has handled; each type occurs once. */
  private readonly consumed = { order: new Set<string>(), delivery: new Set<string>() };
  readonly history = {
    acknowledged: false,
    cancelled: false,
    cancelTried: false,
    handedOver: false,
    returned: false,
  };
  private readonly services = new ModelServices(this.memories, this.gates, this.bank);

  constructor() {
    const car = {
      productId: '1001',
      model: 'City',
      minorUnits: 4900,
      hundredths: 4900,
      currency: 'EUR',
      stock: FLEET,
      fleet: FLEET,
      perDayMinorUnits: null,
      perHourMinorUnits: null,
      retiredAt: null,
    };
    this.memories.order.insert(Object.assign(new Car(), car));
  }

  get order(): Order | undefined {
    return this.memories.order.all(Order)[0];
  }

  place(): void {
    this.gates.run('place', async () => {
      await this.services.orders.place({ productId: '1001', qty: 1 }, CUSTOMER);
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
    if (order) this.gates.run('sweep', () => this.services.orders.drive(order));
  }

  get delivery(): Delivery | undefined {
    return this.memories.delivery.all(Delivery)[0];
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

  get openRefund(): Refund | undefined {
    return this.memories.payment.all(Refund).find((refund) => refund.isOpen);
  }

  sweepRefunds(): void {
    const { openRefund } = this;
    if (openRefund) this.gates.run('sweep refunds', () => this.services.refunds.drive(openRefund));
  }

  /** Publishes a service's next event; `again` leaves it unmarked, as a relay that crashes before it marks. */
  relay(service: Name, again: boolean): void {
    const message = this.memories[service].all(OutboxMessage)[this.sent[service]];
    if (!message) return;
    this.log.push({
      key: String(message.messageKey),
      value: message.value,
      headers: JSON.parse(message.headers) as Record<string, string>,
    });
    if (!again) this.sent[service] += 1;
  }

  unsent(service: Name): number {
    return this.memories[service].all(OutboxMessage).length - this.sent[service];
  }

  /** Delivers a group's next event; `again` loses the offset. */
  async deliver(group: Group, again: boolean): Promise<void> {
    const message = this.log[this.offsets[group]];
    if (!message) return;
    await this.services.inboxes[group].apply([message]);
    this.consumed[group].add(typeOf(message));
    if (!again) this.offsets[group] += 1;
  }

  /** Skips events without a reaction, so that histories that differ only in them are one state. */
  passOver(): void {
    for (const service of ['order', 'payment', 'delivery'] as const) {
      const outbox = this.memories[service].all(OutboxMessage);
      const heard = ({ type }: OutboxMessage): boolean => Object.values(HEARD).some((types) => types.includes(type));
      for (let next = outbox[this.sent[service]]; next && !heard(next); next = outbox[this.sent[service]]) {
        this.sent[service] += 1;
      }
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
          this.memories[service]
            .all(OutboxMessage)
            .slice(this.sent[service])
            .map(({ type }) => type),
        ),
        (['order', 'delivery'] as const).map((group) => [
          this.log
            .slice(this.offsets[group])
            .map(typeOf)
            .filter((type) => HEARD[group].includes(type)),
          [...this.consumed[group]].sort(),
        ]),
        this.history,
      ]),
      this.bank,
    ].join('\n');
  }

  private snapshot(service: Name): string {
    const { payment, delivery } = this.memories;
    const rows: Record<Name, readonly (object | undefined)[]> = {
      order: [this.order],
      payment: [payment.all(Payment)[0], payment.all(PaymentCancellation)[0], payment.all(Refund)[0]],
      delivery: [delivery.all(Delivery)[0], delivery.all(Cancellation)[0]],
    };
    return rows[service].map((row) => (row ? JSON.stringify(row, settledValues) : '-')).join();
  }
}
