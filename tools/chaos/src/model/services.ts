import { contractOf } from '@carshare/events';
import { Inbox, Outbox, type Relay } from '@carshare/messaging';
import type { UnitOfWork } from '@carshare/persistence';
import { Principal } from '@carshare/service-kit';
import { ExtensionClaims } from '../../../../apps/order/src/adjustments/extension-claims.js';
import { OrderConfig } from '../../../../apps/order/src/app.config.js';
import { BookingsQueries } from '../../../../apps/order/src/bookings/bookings.queries.js';
import { BookingsService } from '../../../../apps/order/src/bookings/bookings.service.js';
import { OrdersController } from '../../../../apps/order/src/orders/orders.controller.js';
import { OrdersSaga } from '../../../../apps/order/src/orders/orders.saga.js';
import { OrdersService } from '../../../../apps/order/src/orders/orders.service.js';
import { PaymentClient } from '../../../../apps/order/src/orders/payment.client.js';
import { DeliveryConfig } from '../../../../apps/delivery/src/app.config.js';
import { DeliveriesController } from '../../../../apps/delivery/src/deliveries/deliveries.controller.js';
import { DeliveriesService } from '../../../../apps/delivery/src/deliveries/deliveries.service.js';
import { HandoversService } from '../../../../apps/delivery/src/deliveries/handovers.service.js';
import { PaymentConfig } from '../../../../apps/payment/src/app.config.js';
import { DeliveryClient } from '../../../../apps/payment/src/payments/delivery.client.js';
import { PaymentProvider } from '../../../../apps/payment/src/payments/payment-provider.js';
import { ProviderUnknown } from '../../../../apps/payment/src/payments/payment.errors.js';
import { PaymentsQueries } from '../../../../apps/payment/src/payments/payments.queries.js';
import { PaymentsSaga } from '../../../../apps/payment/src/payments/payments.saga.js';
import { PaymentsService } from '../../../../apps/payment/src/payments/payments.service.js';
import { RefundsSaga } from '../../../../apps/payment/src/payments/refunds.saga.js';
import { RefundsService } from '../../../../apps/payment/src/payments/refunds.service.js';
import type { Bank } from '../world/bank.js';
import { Calls } from './calls.js';
import type { Gates } from './gates.js';
import type { Group } from './heard.js';
import { MemoryUnitOfWork, type Memory } from './memory.js';
import { readerOf, statementsOf } from './statements.js';

/** A service with rows of its own. */
export type Name = 'order' | 'payment' | 'delivery';

/** The services' own classes, connected by calls that wait at gates. */
export class ModelServices {
  readonly calls: Calls;
  readonly orders: OrdersSaga;
  readonly refunds: RefundsSaga;
  readonly handovers: HandoversService;
  readonly inboxes: Readonly<Record<Group, Inbox>>;

  constructor(
    private readonly memories: Readonly<Record<Name, Memory>>,
    private readonly gates: Gates,
    private readonly bank: Bank,
  ) {
    this.calls = new Calls(gates);
    const { delivery } = memories;
    const [deliveryUnit, deliveryOutbox] = [this.unitOfWork('delivery'), this.outbox('delivery')];
    const deliveries = new DeliveriesService(deliveryUnit, deliveryOutbox, new DeliveryConfig());
    this.handovers = new HandoversService(deliveryUnit, deliveryOutbox, readerOf(delivery));
    const { payments, queries, refunds } = this.payment(deliveries);
    this.refunds = refunds;
    const { saga, controller } = this.order(payments, queries);
    this.orders = saga;
    const deliveriesController = new DeliveriesController(deliveries, undefined as never);
    this.inboxes = {
      order: this.inbox(
        'order',
        {
          Paid: controller.onPaid,
          Shipped: controller.onShipped,
          HandedOver: controller.onHandedOver,
          Returned: controller.onReturned,
          PayCancelled: controller.onPayCancelled,
        },
        controller,
      ),
      delivery: this.inbox('delivery', { Paid: deliveriesController.onPaid }, deliveriesController),
    };
  }

  private payment(deliveries: DeliveriesService): {
    payments: PaymentsSaga;
    queries: PaymentsQueries;
    refunds: RefundsSaga;
  } {
    const { payment } = this.memories;
    const provider = this.provider();
    const queries = new PaymentsQueries(undefined as never, undefined as never, provider, readerOf(payment));
    const client = Object.assign(new DeliveryClient(new PaymentConfig()), {
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
    const [unitOfWork, outbox] = [this.unitOfWork('payment'), this.outbox('payment')];
    const refunds = new RefundsSaga(new RefundsService(unitOfWork, outbox), provider, readerOf(payment));
    const service = new PaymentsService(unitOfWork, outbox);
    return { payments: new PaymentsSaga(service, queries, provider, client, refunds), queries, refunds };
  }

  private order(payments: PaymentsSaga, queries: PaymentsQueries): { saga: OrdersSaga; controller: OrdersController } {
    const client = Object.assign(new PaymentClient(new OrderConfig()), {
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
    const reader = readerOf(this.memories.order);
    const config = new OrderConfig();
    const bookings = new BookingsService(config);
    const bookingsQueries = new BookingsQueries(reader, undefined as never);
    const claims = new ExtensionClaims(config);
    const orders = new OrdersService(this.unitOfWork('order'), this.outbox('order'), bookings, claims);
    const saga = new OrdersSaga(orders, client, bookingsQueries, reader);
    return { saga, controller: new OrdersController(saga, orders, undefined as never) };
  }

  /** Events are handled without a gate: their delivery is an action of the exploration. */
  private inbox(group: Group, handlers: Readonly<Record<string, unknown>>, controller: object): Inbox {
    const memory = this.memories[group];
    const unitOfWork = new MemoryUnitOfWork(memory, statementsOf(memory), async () => undefined);
    return new Inbox(unitOfWork, (type) => (handlers[type] as (() => void) | undefined)?.bind(controller) as never);
  }

  private unitOfWork(service: Name): UnitOfWork {
    const memory = this.memories[service];
    return new MemoryUnitOfWork(memory, statementsOf(memory), () => this.gates.pass(service, 'commit'));
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
