import { UnitOfWork } from '@carshare/persistence';
import { Counterpart, RunningService, type Call, type Engine, type Reply, type TestDatabase } from '@carshare/testing';
import { OrderConfig } from '../src/app.config.js';
import { AppModule, schema } from '../src/app.module.js';
import { seedFleet } from '../src/fleet/seed.command.js';

export const parts = { config: OrderConfig, module: AppModule, schema };

/** Payment as it is when all is well: every order is paid, nothing was paid before, cancellations go through. */
export const willing = (call: Call): Reply =>
  call.path === '/paymentAdjustments'
    ? adjusted(call)
    : call.path === '/payments'
      ? paid(call)
      : call.method === 'GET'
        ? found()
        : cancelled(call);

export const paid = ({ body }: Call): Reply => ({
  status: 201,
  body: { ...body, id: Number(body['orderId']) + 100, status: 'OrderApproved' },
});

export const adjusted = ({ body }: Call): Reply => ({ status: 201, body: { ...body, id: 1, status: 'Succeeded' } });

/** What payment knows of the adjustments of an order. */
export const foundAdjustments = (...paymentAdjustments: object[]): Reply => ({
  status: 200,
  body: { _embedded: { paymentAdjustments } },
});

export const cancelled = ({ body }: Call): Reply => ({
  status: 201,
  body: { ...body, id: 1, status: 'PaymentCancelled' },
});

/** What payment knows of an order. */
export const found = (...payments: object[]): Reply => ({ status: 200, body: { _embedded: { payments } } });

/** The order service with a payment service whose answers the test decides. */
export class OrderService {
  private stopping: Promise<void> | undefined;

  private constructor(
    readonly service: RunningService,
    readonly payment: Counterpart,
  ) {}

  /** Starts the service on a database of its own, which is dropped when the service stops. */
  static async on(engine: Engine, env: Record<string, string | undefined> = {}): Promise<OrderService> {
    return OrderService.start(env, await engine.create());
  }

  /** @param database where the service stores; dropped when the service stops */
  static async start(env: Record<string, string | undefined> = {}, database?: TestDatabase): Promise<OrderService> {
    const payment = await Counterpart.start(willing);
    const service = await RunningService.start(parts, { PAYMENT_URL: payment.url, ...env }, database);
    await seedFleet(service.app.get(UnitOfWork));
    return new OrderService(service, payment);
  }

  /** Does nothing when a test has stopped the service itself. */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopBoth());
  }

  private async stopBoth(): Promise<void> {
    await this.payment.stop();
    await this.service.stop();
  }

  async stock(productId = '1001'): Promise<number> {
    return Number((await this.service.get(`/cars/${productId}`)).body['stock']);
  }

  async setStock(stock: number, productId = '1001'): Promise<void> {
    await this.service.patch(`/cars/${productId}`, { stock });
  }

  async status(id: unknown): Promise<unknown> {
    return (await this.service.get(`/orders/${String(id)}`)).body['status'];
  }

  /** Places an order that payment approves. @returns its id */
  async place(): Promise<number> {
    const { status, body } = await this.service.post('/orders', { productId: '1001', qty: 1 });
    if (status !== 201) throw new Error(`the order was answered ${status}`);
    return Number(body['id']);
  }

  /** An order that payment has not answered for, to be looked after by the sweeper soon, in an hour or never. @returns its id */
  async pending(due: 'soon' | 'later' | 'never'): Promise<number> {
    this.payment.become(() => 'break');
    const { body } = await this.service.post('/orders', { productId: '1001', qty: 1 });
    this.payment.become(willing);
    if (due !== 'soon') {
      const dueAt = due === 'later' ? 'due_at + 3600000' : 'NULL';
      await this.service.execute(`UPDATE orders SET due_at = ${dueAt} WHERE id = ?`, [body['orderId']]);
    }
    return Number(body['orderId']);
  }

  /** The sweeper looks after the adjustments of the order in its next round. @param ageMs how long ago they were made */
  makeAdjustmentsDue(orderId: number, ageMs = 0): Promise<number> {
    const sql =
      'UPDATE adjustments SET due_at = 0, created_at = created_at - ?, version = version + 1 WHERE order_id = ? AND due_at IS NOT NULL';
    return this.service.execute(sql, [ageMs, orderId]);
  }

  /** The sweeper looks after the order in its next round. */
  makeDue(id: number): Promise<number> {
    return this.service.execute('UPDATE orders SET due_at = 0 WHERE id = ?', [id]);
  }
}
