import {
  Counterpart,
  RunningService,
  type Answer,
  type Call,
  type Engine,
  type Reply,
  type TestDatabase,
} from '@carshare/testing';
import { PaymentConfig } from '../src/app.config.js';
import { AppModule, schema } from '../src/app.module.js';

export const parts = { config: PaymentConfig, module: AppModule, schema };

/** Delivery as it is when all is well. */
export const willing = ({ body }: Call): Reply => ({
  status: 201,
  body: { ...body, id: 1, status: 'DeliveryCanceled' },
});

/** Delivery when the customer has the car. */
export const handedOver = (): Reply => ({ status: 409, body: { status: 409, code: 'delivery.handed_over' } });

/** The payment service with a delivery service whose answers the test decides. */
export class PaymentService {
  private lastOrder = 0;

  private constructor(
    readonly service: RunningService,
    readonly delivery: Counterpart,
  ) {}

  /** Starts the service on a database of its own, which is dropped when the service stops. */
  static async on(engine: Engine, env: Record<string, string | undefined> = {}): Promise<PaymentService> {
    return PaymentService.start(env, await engine.create());
  }

  /** @param database where the service stores; dropped when the service stops */
  static async start(env: Record<string, string | undefined> = {}, database?: TestDatabase): Promise<PaymentService> {
    const delivery = await Counterpart.start(willing);
    const service = await RunningService.start(parts, { DELIVERY_URL: delivery.url, ...env }, database);
    return new PaymentService(service, delivery);
  }

  async stop(): Promise<void> {
    await this.delivery.stop();
    await this.service.stop();
  }

  /** An order that payment has not heard of. */
  nextOrder(): number {
    return (this.lastOrder += 1);
  }

  pay(orderId: number, more: object = {}): Promise<Answer> {
    const request = { orderId, productId: '1001', qty: 1, amount: 49, ...more };
    return this.service.post('/payments', request, { 'idempotency-key': `pay-${orderId}` });
  }

  cancel(orderId: number, more: object = {}): Promise<Answer> {
    const request = { orderId, productId: '1001', qty: 1, ...more };
    return this.service.post('/paymentCancellations', request, { 'idempotency-key': `cancel-${orderId}` });
  }

  /** Asks for an adjustment of an order; by default it charges 10 for an extension. */
  adjust(orderId: number, number: number, more: object = {}): Promise<Answer> {
    const asked = { kind: 'charge', amount: 10, currency: 'EUR', reason: 'extension', customerId: 'guest' };
    const key = { 'idempotency-key': `adjust-${orderId}-${number}` };
    return this.service.post('/paymentAdjustments', { orderId, number, ...asked, ...more }, key);
  }

  /** Asks for an adjustment that refunds. */
  giveBack(orderId: number, number: number, amount: number): Promise<Answer> {
    return this.adjust(orderId, number, { kind: 'refund', amount, reason: 'settlement' });
  }

  voidAdjustment(orderId: number, number: number): Promise<Answer> {
    const key = { 'idempotency-key': `void-adjust-${orderId}-${number}` };
    return this.service.post('/paymentAdjustmentCancellations', { orderId, number }, key);
  }

  /** The order's adjustments, such as `1 charge 10 Succeeded`. */
  async adjustments(orderId: number): Promise<string[]> {
    const found = await this.service.list(`/paymentAdjustments/search/findByOrderId?orderId=${orderId}`);
    return found.map(({ number, kind, amount, status }) => [number, kind, amount, status].join(' '));
  }

  /** The order's PaymentAdjusted, such as `1 charge 10 Succeeded extension`. */
  async adjusted(orderId: number): Promise<string[]> {
    const events = (await this.service.history()).filter((event) => event.orderId === orderId);
    return events
      .filter((event) => event.eventType === 'PaymentAdjusted')
      .map(({ number, kind, amount, status, reason }) => [number, kind, amount, status, reason].join(' '));
  }

  /** The order's movements of money, such as `charge 4900`. */
  async ledger(orderId: number): Promise<string[]> {
    const rows = await this.service.rows<{ kind: string; amount: unknown }>(
      `SELECT kind, amount FROM ledger WHERE order_id = ${orderId} ORDER BY id`,
    );
    return rows.map(({ kind, amount }) => `${kind} ${String(amount)}`);
  }

  /** The events of the order, oldest first. */
  async events(orderId: number): Promise<string[]> {
    const history = await this.service.history();
    return history.filter((event) => event.orderId === orderId).map((event) => event.eventType);
  }
}
