import type { NoAnswer, ServiceAnswer } from '@carshare/service-kit';
import { Incarnation, running } from '../runtime/incarnation.js';
import type { World } from './world.js';

/** The answers that customers received. */
export interface History {
  /** Orders answered with 201, and their keys. */
  placed: { orderId: number; key: string | undefined }[];
  /** Orders whose cancellation was answered with 202. */
  cancelled: Set<number>;
  /** Orders with an attempted cancellation, whatever the answer. */
  cancelTried: Set<number>;
}

export const PRODUCTS = ['1001', '1002'];
const METHODS = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined', undefined];
const CUSTOMERS = ['ann', 'ben', 'cleo'];

/** A few customers who order, cancel, repeat requests and stop waiting. */
export class Customers {
  readonly history: History = { placed: [], cancelled: new Set(), cancelTried: new Set() };
  private busy = 0;
  private readonly who: Incarnation;

  constructor(private readonly world: World) {
    this.who = new Incarnation(world.scheduler, 'customer', 1, 0, false);
  }

  get atRest(): boolean {
    return this.busy === 0;
  }

  start(): void {
    const { random } = this.world.scheduler;
    const orders = random.between(3, 8);
    for (let index = 0; index < orders; index += 1) {
      this.later(random.between(0, 12_000), () => this.buy(random.pick(CUSTOMERS), `key-${index}`));
    }
    for (let index = random.between(0, 3); index > 0; index -= 1) {
      const customer = random.pick(CUSTOMERS);
      this.later(random.between(0, 20_000), () => this.cancel(customer, random.between(1, orders)));
    }
  }

  private later(delay: number, work: () => Promise<unknown>): void {
    this.busy += 1;
    this.world.scheduler.after(this.who, delay, () => {
      void running.run(this.who, work).finally(() => (this.busy -= 1));
    });
  }

  private async buy(customer: string, name: string): Promise<void> {
    const { random } = this.world.scheduler;
    const key = random.chance(0.7) ? name : undefined;
    const body = { productId: random.pick(PRODUCTS), qty: random.between(1, 2), paymentMethod: random.pick(METHODS) };
    const attempt = async (): Promise<boolean> => {
      const patience = random.chance(0.2) ? random.between(50, 2_000) : 30_000;
      const request = { method: 'POST', path: '/orders', key, body, customer } as const;
      const answer = await this.world.network.send(this.who, 'order', patience, request);
      this.note(`POST /orders ${key ?? ''}`, answer);
      if (typeof answer === 'string' || answer.status !== 201) return typeof answer !== 'string' && answer.status < 500;
      const orderId = Number(answer.body['id']);
      this.history.placed.push({ orderId, key });
      if (random.chance(0.5)) this.later(random.between(0, 8_000), () => this.cancel(customer, orderId));
      if (random.chance(0.2)) this.later(random.between(0, 8_000), () => this.cancel(customer, orderId));
      return true;
    };
    if (key !== undefined && random.chance(0.3)) {
      this.later(random.between(0, 3_000), () => attempt());
    }
    for (let tries = key === undefined ? 1 : random.between(1, 4); tries > 0; tries -= 1) {
      if (await attempt()) return;
      await this.who.step('waits', 500, 4_000);
    }
  }

  private async cancel(customer: string, orderId: number): Promise<void> {
    this.history.cancelTried.add(orderId);
    const request = { method: 'DELETE', path: `/orders/${orderId}`, customer } as const;
    const answer = await this.world.network.send(this.who, 'order', 10_000, request);
    this.note(`DELETE /orders/${orderId}`, answer);
    if (typeof answer !== 'string' && answer.status === 202) this.history.cancelled.add(orderId);
  }

  private note(asked: string, answer: ServiceAnswer | NoAnswer): void {
    const shown =
      typeof answer === 'string'
        ? answer
        : `${answer.status} ${JSON.stringify(answer.body['code'] ?? answer.body['id'])}`;
    this.world.scheduler.trace(this.who, `${asked} ← ${shown}`);
  }
}
