import { contractOf, type AdjustmentFields } from '@carshare/events';
import { Inbox, Outbox, type Relay } from '@carshare/messaging';
import type { Tx, UnitOfWork } from '@carshare/persistence';
import { Principal, type NoAnswer, type ServiceAnswer } from '@carshare/service-kit';
import { AdjustmentsClient } from '../../../../apps/order/src/adjustments/adjustments.client.js';
import { ExtensionClaims } from '../../../../apps/order/src/adjustments/extension-claims.js';
import { OrderConfig } from '../../../../apps/order/src/app.config.js';
import { BookingsQueries } from '../../../../apps/order/src/bookings/bookings.queries.js';
import { BookingsService } from '../../../../apps/order/src/bookings/bookings.service.js';
import { ExtensionsSaga } from '../../../../apps/order/src/extensions/extensions.saga.js';
import { ExtensionsService } from '../../../../apps/order/src/extensions/extensions.service.js';
import { OpeningService } from '../../../../apps/order/src/orders/opening.service.js';
import { OrdersController } from '../../../../apps/order/src/orders/orders.controller.js';
import { OrdersSaga } from '../../../../apps/order/src/orders/orders.saga.js';
import { OrdersService } from '../../../../apps/order/src/orders/orders.service.js';
import { PaymentClient } from '../../../../apps/order/src/orders/payment.client.js';
import { StockReservationsService } from '../../../../apps/order/src/orders/stock-reservations.service.js';
import { AdjustedService } from '../../../../apps/order/src/settlement/adjusted.service.js';
import { SettlementService } from '../../../../apps/order/src/settlement/settlement.service.js';
import { DeliveryConfig } from '../../../../apps/delivery/src/app.config.js';
import { DeliveriesController } from '../../../../apps/delivery/src/deliveries/deliveries.controller.js';
import { DeliveriesService } from '../../../../apps/delivery/src/deliveries/deliveries.service.js';
import { HandoversService } from '../../../../apps/delivery/src/deliveries/handovers.service.js';
import { AdjustmentsQueries } from '../../../../apps/payment/src/payments/adjustments.queries.js';
import { AdjustmentsSaga } from '../../../../apps/payment/src/payments/adjustments.saga.js';
import type { VoidAdjustment } from '../../../../apps/payment/src/payments/adjustment.dto.js';
import { AdjustmentsService } from '../../../../apps/payment/src/payments/adjustments.service.js';
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
import { MemoryUnitOfWork, type Memory, type Note } from './memory.js';
import { readerOf, statementsOf } from './statements.js';

/** A service with rows of its own. */
export type Name = 'order' | 'payment' | 'delivery';

/** What order calls of payment. */
interface PaymentParts {
  payments: PaymentsSaga;
  queries: PaymentsQueries;
  adjustments: AdjustmentsSaga;
  adjustmentsQueries: AdjustmentsQueries;
  refunds: RefundsSaga;
}

const SERVICE = new Principal('', new Set(['service']));
const ORDER_CONFIG = new OrderConfig();
const DELIVERY_CONFIG = new DeliveryConfig();

/** The services' own classes, connected by calls that wait at gates. */
export class ModelServices {
  readonly calls: Calls;
  private readonly note: Note = (read) => this.gates.note(read);
  readonly orders: OrdersSaga;
  readonly extensions: ExtensionsSaga;
  readonly refunds: RefundsSaga;
  readonly handovers: HandoversService;
  readonly inboxes: Readonly<Record<Group, Inbox>>;

  constructor(
    private readonly memories: Readonly<Record<Name, Memory>>,
    private readonly gates: Gates,
    private readonly bank: Bank,
  ) {
    this.calls = new Calls(gates);
    const { order, delivery } = memories;
    const [deliveryUnit, deliveryOutbox] = [this.unitOfWork('delivery'), this.outbox('delivery')];
    const deliveries = new DeliveriesService(deliveryUnit, deliveryOutbox, DELIVERY_CONFIG);
    this.handovers = new HandoversService(deliveryUnit, deliveryOutbox, readerOf(delivery, this.note));
    const payment = this.payment(deliveries);
    this.refunds = payment.refunds;
    const [unitOfWork, outbox, reader] = [this.unitOfWork('order'), this.outbox('order'), readerOf(order, this.note)];
    const client = this.paymentClient(payment);
    const bookings = new BookingsService(ORDER_CONFIG);
    const claims = new ExtensionClaims(ORDER_CONFIG);
    const opening = new OpeningService(unitOfWork, reader, bookings, new StockReservationsService(unitOfWork));
    const orders = new OrdersService(unitOfWork, outbox, bookings, claims);
    const bookingsQueries = new BookingsQueries(reader, undefined as never);
    const paymentClient = connected(PaymentClient, { payment: client });
    this.orders = new OrdersSaga(opening, orders, paymentClient, bookingsQueries, reader);
    const extensions = new ExtensionsService(unitOfWork, outbox, claims, ORDER_CONFIG);
    this.extensions = new ExtensionsSaga(extensions, connected(AdjustmentsClient, { payment: client }), reader);
    const adjusted = new AdjustedService(new SettlementService(unitOfWork, outbox), extensions);
    const controller = new OrdersController(this.orders, orders, undefined as never);
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
          PaymentAdjusted: ({ data }: { data: AdjustmentFields }, tx: Tx) => adjusted.note(tx, data),
        },
        controller,
      ),
      delivery: this.inbox('delivery', { Paid: deliveriesController.onPaid }, deliveriesController),
    };
  }

  /** Commits without a gate: the whole transaction is one action of the exploration. */
  atOnce(service: Name): UnitOfWork {
    const memory = this.memories[service];
    return new MemoryUnitOfWork(memory, statementsOf(memory), async () => undefined);
  }

  private payment(deliveries: DeliveriesService): PaymentParts {
    const provider = this.provider();
    const reader = readerOf(this.memories.payment, this.note);
    const queries = new PaymentsQueries(undefined as never, undefined as never, provider, reader);
    const cancel = (_path: string, key: string, request: never): Promise<ServiceAnswer | NoAnswer> => {
      const call = { from: 'payment', to: 'delivery', label: 'cancel delivery', request };
      return this.calls.call(call, async () => (await deliveries.cancel(request, key), 201));
    };
    const client = connected(DeliveryClient, { delivery: { post: cancel } });
    const [unitOfWork, outbox] = [this.unitOfWork('payment'), this.outbox('payment')];
    const refunds = new RefundsSaga(new RefundsService(unitOfWork, outbox), provider, reader);
    const payments = new PaymentsSaga(new PaymentsService(unitOfWork, outbox), queries, provider, client, refunds);
    const adjustmentsQueries = new AdjustmentsQueries(reader);
    const service = new AdjustmentsService(unitOfWork, outbox);
    const adjustments = new AdjustmentsSaga(service, adjustmentsQueries, provider, payments, refunds);
    return { payments, queries, adjustments, adjustmentsQueries, refunds };
  }

  /** Answers order's requests as the controllers of payment do. */
  private paymentClient({ payments, queries, adjustments, adjustmentsQueries }: PaymentParts): object {
    const posts: Readonly<
      Record<string, [label: string, work: (body: never, key: string) => Promise<object | number>]>
    > = {
      '/payments': ['pay', async (body, key) => ({ ...(await payments.pay(body, key)) })],
      '/paymentCancellations': ['cancel payment', async (body, key) => (await payments.cancel(body, key), 201)],
      '/paymentAdjustments': ['adjust', async (body, key) => ({ ...(await adjustments.adjust(body, key)) })],
      '/paymentAdjustmentCancellations': ['void adjustment', (body) => voidOf(adjustments, body)],
    };
    const find = (path: string): Promise<object> => {
      const id = Number(path.split('=')[1]);
      return path.startsWith('/payments')
        ? queries.findByOrder(id, SERVICE)
        : adjustmentsQueries.findByOrder(id, SERVICE);
    };
    return {
      post: (path: string, key: string, body: never) => {
        const [label, work] = posts[path] ?? [];
        if (label === undefined || !work) throw new RangeError(`payment has no ${path}`);
        return this.calls.call({ from: 'order', to: 'payment', label, request: body }, () => work(body, key));
      },
      get: (path: string) => {
        const label = path.startsWith('/payments') ? 'find payment' : 'find adjustments';
        return this.calls.call(
          { from: 'order', to: 'payment', label, request: path },
          async () => ({ ...(await find(path)) }),
          200,
        );
      },
    };
  }

  /** Events are handled without a gate: their delivery is an action of the exploration. */
  private inbox(group: Group, handlers: Readonly<Record<string, unknown>>, controller: object): Inbox {
    return new Inbox(
      this.atOnce(group),
      (type) => (handlers[type] as (() => void) | undefined)?.bind(controller) as never,
    );
  }

  private unitOfWork(service: Name): UnitOfWork {
    const memory = this.memories[service];
    return new MemoryUnitOfWork(memory, statementsOf(memory), () => this.gates.pass(service, 'commit'), this.note);
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

/** A client whose requests the model answers; nothing is opened for it. */
function connected<T extends object>(client: { prototype: T }, parts: object): T {
  return Object.assign(Object.create(client.prototype) as T, parts);
}

async function voidOf(adjustments: AdjustmentsSaga, { orderId, number }: VoidAdjustment): Promise<number> {
  await adjustments.void(orderId, number);
  return 201;
}
