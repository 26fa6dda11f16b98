import { contractOf, type WireMessage } from '@carshare/events';
import { Inbox, Outbox, OutboxMessage, type Relay } from '@carshare/messaging';
import type { UnitOfWork } from '@carshare/persistence';
import { Principal } from '@carshare/service-kit';
import { DeliveryConfig } from '../../../../apps/delivery/src/app.config.js';
import { Cancellation } from '../../../../apps/delivery/src/deliveries/cancellation.entity.js';
import { DeliveriesController } from '../../../../apps/delivery/src/deliveries/deliveries.controller.js';
import { DeliveriesService } from '../../../../apps/delivery/src/deliveries/deliveries.service.js';
import { Delivery } from '../../../../apps/delivery/src/deliveries/delivery.entity.js';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { Order } from '../../../../apps/order/src/orders/order.entity.js';
import { OrdersController } from '../../../../apps/order/src/orders/orders.controller.js';
import { BookingsQueries } from '../../../../apps/order/src/bookings/bookings.queries.js';
import { BookingsService } from '../../../../apps/order/src/bookings/bookings.service.js';
import { OrdersSaga } from '../../../../apps/order/src/orders/orders.saga.js';
import { OrdersService } from '../../../../apps/order/src/orders/orders.service.js';
import { PaymentClient } from '../../../../apps/order/src/orders/payment.client.js';
import { OrderConfig } from '../../../../apps/order/src/app.config.js';
import { PaymentConfig } from '../../../../apps/payment/src/app.config.js';
import { DeliveryClient } from '../../../../apps/payment/src/payments/delivery.client.js';
import { PaymentProvider } from '../../../../apps/payment/src/payments/payment-provider.js';
import { ProviderUnknown } from '../../../../apps/payment/src/payments/payment.errors.js';
import { PaymentCancellation } from '../../../../apps/payment/src/payments/payment-cancellation.entity.js';
import { Payment } from '../../../../apps/payment/src/payments/payment.entity.js';
import { PaymentsQueries } from '../../../../apps/payment/src/payments/payments.queries.js';
import { PaymentsSaga } from '../../../../apps/payment/src/payments/payments.saga.js';
import { PaymentsService } from '../../../../apps/payment/src/payments/payments.service.js';
import { Refund } from '../../../../apps/payment/src/payments/refund.entity.js';
import { RefundsSaga } from '../../../../apps/payment/src/payments/refunds.saga.js';
import { RefundsService } from '../../../../apps/payment/src/payments/refunds.service.js';
import { Bank } from '../world/bank.js';
import { Calls } from './calls.js';
import { Gates } from './gates.js';
import { HEARD, typeOf, type Group } from './heard.js';
import { Memory, MemoryUnitOfWork, settledValues } from './memory.js';
import { readerOf, statementsOf } from './statements.js';

type Name = 'order' | 'payment' | 'delivery';

const CUSTOMER = new Principal('ann', new Set());
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
  readonly history = { acknowledged: false, cancelled: false, cancelTried: false };
  private readonly calls = new Calls(this.gates);
  private readonly saga: OrdersSaga;
  private readonly refunds: RefundsSaga;
  private readonly inboxes: Record<'order' | 'delivery', Inbox>;

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
    const { order, payment, delivery } = this.memories;

    const deliveries = new DeliveriesService(
      this.unitOfWork('delivery'),
      this.outbox('delivery'),
      new DeliveryConfig(),
    );
    const provider = this.provider();
    const repository = {
      findBy: async (where: { orderId: number; status: { value: string[] } }) =>
        payment.all(Payment).filter((row) => row.orderId === where.orderId && where.status.value.includes(row.status)),
    };
    const queries = new PaymentsQueries(repository as never, undefined as never, provider, readerOf(payment));
    const deliveryClient = Object.assign(new DeliveryClient(new PaymentConfig()), {
      delivery: {
        post: (_path: string, key: string, body: never) =>
          this.calls.call(
            'payment',
            'delivery',
            'cancel delivery',
            async () => (await deliveries.cancel(body, key), 201),
          ),
      },
    });
    const paymentOutbox = this.outbox('payment');
    this.refunds = new RefundsSaga(
      new RefundsService(this.unitOfWork('payment'), paymentOutbox),
      provider,
      readerOf(payment),
    );
    const payments = new PaymentsSaga(
      new PaymentsService(this.unitOfWork('payment'), paymentOutbox),
      queries,
      provider,
      deliveryClient,
      this.refunds,
    );
    const paymentClient = Object.assign(new PaymentClient(new OrderConfig()), {
      payment: {
        post: (path: string, key: string, body: never) =>
          path === '/payments'
            ? this.calls.call('order', 'payment', 'pay', async () => ({ ...(await payments.pay(body, key)) }))
            : this.calls.call(
                'order',
                'payment',
                'cancel payment',
                async () => (await payments.cancel(body, key), 201),
              ),
        get: (path: string) =>
          this.calls.call(
            'order',
            'payment',
            'find payment',
            async () => ({
              ...(await queries.findByOrder(Number(path.split('=')[1]), new Principal('', new Set(['service'])))),
            }),
            200,
          ),
      },
    });
    const config = new OrderConfig();
    const bookings = new BookingsService(config);
    const bookingsQueries = new BookingsQueries(readerOf(order), config, bookings, undefined as never);
    const orders = new OrdersService(this.unitOfWork('order'), this.outbox('order'), bookings);
    this.saga = new OrdersSaga(orders, paymentClient, bookingsQueries, readerOf(order));
    const ordersController = new OrdersController(this.saga, orders, undefined as never);
    const deliveriesController = new DeliveriesController(deliveries, undefined as never);
    const free = async (): Promise<void> => undefined;
    this.inboxes = {
      order: new Inbox(
        new MemoryUnitOfWork(order, statementsOf(order), free),
        (type) =>
          ({
            Paid: ordersController.onPaid,
            Shipped: ordersController.onShipped,
            PayCancelled: ordersController.onPayCancelled,
          })[type]?.bind(ordersController) as never,
      ),
      delivery: new Inbox(
        new MemoryUnitOfWork(delivery, statementsOf(delivery), free),
        (type) => (type === 'Paid' ? deliveriesController.onPaid.bind(deliveriesController) : undefined) as never,
      ),
    };
  }

  get order(): Order | undefined {
    return this.memories.order.all(Order)[0];
  }

  place(): void {
    this.gates.run('place', async () => {
      await this.saga.place({ productId: '1001', qty: 1 }, CUSTOMER);
      this.history.acknowledged = true;
    });
  }

  cancel(): void {
    this.history.cancelTried = true;
    this.gates.run('cancel', async () => {
      await this.saga.cancel(1, CUSTOMER);
      this.history.cancelled = true;
    });
  }

  sweep(): void {
    const { order } = this;
    if (order) this.gates.run('sweep', () => this.saga.drive(order));
  }

  get openRefund(): Refund | undefined {
    return this.memories.payment.all(Refund).find((refund) => refund.isOpen);
  }

  sweepRefunds(): void {
    const { openRefund } = this;
    if (openRefund) this.gates.run('sweep refunds', () => this.refunds.drive(openRefund));
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
    await this.inboxes[group].apply([message]);
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
    this.calls.drop(service);
  }

  toString(): string {
    const { order, payment, delivery } = this.memories;
    return [
      order,
      payment,
      delivery,
      this.gates,
      this.calls,
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

  private unitOfWork(service: Name): UnitOfWork {
    return new MemoryUnitOfWork(this.memories[service], statementsOf(this.memories[service]), () =>
      this.gates.pass(service, 'commit'),
    );
  }

  private outbox(service: Name): Outbox {
    return new Outbox(service, contractOf(service).publishes, { wake: () => undefined } as unknown as Relay);
  }

  private provider(): PaymentProvider {
    const ask = async <T>(label: string, work: () => T): Promise<T> => {
      await this.gates.pass('payment', label);
      const result = work();
      await new Promise<void>((resolve, reject) => {
        const silence = (): void => reject(new ProviderUnknown());
        void this.gates.pass('payment', `answer ${label} ${JSON.stringify(result)}`, silence).then(resolve);
      });
      return result;
    };
    const { bank } = this;
    return {
      name: 'bank',
      movesMoney: true,
      testMethods: [],
      charge: (charge) => ask('charge', () => bank.charge(charge)),
      refund: (request) => ask('refund', () => bank.refund(request)),
      void: (key) => ask('void', () => bank.void(key)),
    };
  }
}
