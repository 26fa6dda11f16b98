import type { WireMessage } from '@carshare/events';
import { eventsOf, eventually, Issuer, RunningService, type Answer, type Engine } from '@carshare/testing';
import { expect } from '@jest/globals';
import { parts } from './parts.js';

const HOUR = 3_600_000;

type Headers = Record<string, string>;
type Row = Record<string, unknown>;

/** The delivery service with identity, and what an operator, payment and two customers do with it. */
export class HandoverShop {
  private constructor(
    readonly delivery: RunningService,
    readonly operator: Headers,
    readonly service: Headers,
    readonly ann: Headers,
    readonly bob: Headers,
  ) {}

  static async on(engine: Engine): Promise<HandoverShop> {
    const issuer = await Issuer.create();
    const delivery = await RunningService.on(engine, parts, issuer.environment);
    const [operator, service] = [await issuer.bearer('olga', 'operator'), await issuer.bearer('payment', 'service')];
    return new HandoverShop(delivery, operator, service, await issuer.bearer('ann'), await issuer.bearer('bob'));
  }

  /** Lets ann pay for a booking that starts in 24 hours. @returns the id of its delivery */
  async book(orderId: number, vehicleId: number): Promise<number> {
    const from = new Date(Date.now() + 24 * HOUR).toISOString();
    const to = new Date(Date.now() + 33 * HOUR).toISOString();
    return this.paid(orderId, { from, to, vehicleId });
  }

  /** Lets ann pay for an order. @returns the id of its delivery */
  async paid(orderId: number, booking: object = {}): Promise<number> {
    const message: WireMessage = eventsOf(orderId, { customerId: 'ann' })['paid']!;
    const value = JSON.stringify({ ...(JSON.parse(message.value) as object), ...booking });
    await this.delivery.log.publish([{ ...message, value }]);
    await eventually(async () => expect(await this.ofOrder(orderId)).toBeDefined());
    return Number((await this.ofOrder(orderId))?.['id']);
  }

  async ofOrder(orderId: number): Promise<Row | undefined> {
    const [row] = await this.delivery.list(`/deliveries?orderId=${orderId}`, this.operator);
    return row;
  }

  handOver(id: number, body: object = {}, headers = this.operator): Promise<Answer> {
    return this.delivery.post(`/deliveries/${id}/handover`, body, headers);
  }

  takeBack(id: number, body: object = {}, headers = this.operator): Promise<Answer> {
    return this.delivery.post(`/deliveries/${id}/return`, body, headers);
  }

  cancel(orderId: number): Promise<Answer> {
    const key = { 'idempotency-key': `cancel-${orderId}`, ...this.service };
    return this.delivery.post('/cancellations', { orderId }, key);
  }

  /** What delivery published of an order, oldest first. */
  async events(orderId: number): Promise<Row[]> {
    const history = (await this.delivery.history()) as unknown as Row[];
    return history.filter((event) => event['orderId'] === orderId && event['eventType'] !== 'Paid');
  }

  /** The types of the events that delivery has committed for an order, in the order of their commits. */
  async committed(orderId: number): Promise<string[]> {
    const rows = await this.delivery.rows<{ type: string }>(
      `SELECT type FROM outbox WHERE message_key = ${orderId} ORDER BY id`,
    );
    return rows.map(({ type }) => type);
  }

  async actions(id: number, orderId: number): Promise<string[]> {
    const rows = await this.delivery.rows<{ operator: string; action: string; outcome: string }>(
      `SELECT operator, action, outcome FROM operator_actions WHERE subject = 'delivery ${id} of order ${orderId}' ORDER BY id`,
    );
    return rows.map(({ operator, action, outcome }) => `${operator} ${action} ${outcome}`);
  }
}
