import type { NoAnswer, ServiceAnswer } from '@carshare/service-kit';
import { Incarnation, running } from '../runtime/incarnation.js';
import { nextPeriod, vehiclesFor, wrongAnswer } from './bookings.js';
import { HOUR_PRICE } from './rentals.js';
import type { World } from './world.js';

/** The answers that customers received. */
export interface History {
  /** Orders answered with 201, and their keys. */
  placed: { orderId: number; key: string | undefined }[];
  /** Orders whose cancellation was answered with 202. */
  cancelled: Set<number>;
  /** Orders with an attempted cancellation, whatever the answer. */
  cancelTried: Set<number>;
  /** The fees that customers have agreed to, in minor units, by order. */
  agreedFees: Map<number, Set<number>>;
  /** The amounts that customers have agreed to, in minor units, by order. */
  agreedAmounts: Map<number, number>;
  /** Extensions answered with 201. */
  extended: { orderId: number; to: number }[];
  /** Answers to bookings that were wrong by what was free at the time. */
  wrongAnswers: string[];
}

export const PRODUCTS = ['1001', '1002'];
const METHODS = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined', undefined];
const CUSTOMERS = ['ann', 'ben', 'cleo'];
/** Where cars are brought: it must be in no event. */
export const PLACE = 'Secret Street 5';

/** A few customers who order, book the same vehicles, cancel, repeat requests and stop waiting. */
export class Customers {
  readonly history: History = {
    placed: [],
    cancelled: new Set(),
    cancelTried: new Set(),
    agreedFees: new Map(),
    agreedAmounts: new Map(),
    extended: [],
    wrongAnswers: [],
  };
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
    if (random.chance(0.6)) this.startBookings();
    for (let index = random.between(0, 3); index > 0; index -= 1) {
      const customer = random.pick(CUSTOMERS);
      this.later(random.between(0, 20_000), () => this.cancel(customer, random.between(1, orders)));
    }
  }

  private startBookings(): void {
    const { random } = this.world.scheduler;
    const come = (from: number, until: number, name: string): void =>
      this.later(random.between(from, until), () => this.book(random.pick(CUSTOMERS), name));
    for (let index = random.between(1, 5); index > 0; index -= 1) come(0, 22_000, `booking-${index}`);
    // These come when a vehicle may be out past its end.
    for (let index = random.between(0, 3); index > 0; index -= 1) come(71_000, 124_000, `late-${index}`);
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
    await this.insist(key, async () => (await this.place(customer, key, body)) !== undefined);
  }

  /** Books a vehicle. An answer that none is free is checked against the calendar. */
  private async book(customer: string, name: string): Promise<void> {
    const { random, clock } = this.world.scheduler;
    const key = random.chance(0.8) ? name : undefined;
    const productId = random.pick(PRODUCTS);
    const period = nextPeriod(clock.now, random);
    const times = { from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString() };
    const expects = random.chance(0.5);
    const body = {
      ...{ productId, qty: 1, ...times, paymentMethod: random.pick(METHODS) },
      ...(random.chance(0.5) && { place: PLACE }),
      ...(expects && { expectedAmount: HOUR_PRICE / 100 }),
    };
    const { order } = this.world.databases;
    await this.insist(key, async () => {
      const before = vehiclesFor(order, productId, period, clock.now);
      const answer = await this.place(customer, key, body);
      if (!answer) return false;
      const wrong = wrongAnswer(answer, before, vehiclesFor(order, productId, period, clock.now));
      if (wrong !== undefined) this.history.wrongAnswers.push(wrong);
      if (answer.status === 201 && expects) this.history.agreedAmounts.set(Number(answer.body['id']), HOUR_PRICE);
      if (answer.status === 201 && random.chance(0.7)) this.extendLater(customer, Number(answer.body['id']), period.to);
      return true;
    });
  }

  /** Wants to keep the car for some minutes more, which are paid already, or for one or two hours. */
  private extendLater(customer: string, orderId: number, end: number): void {
    const { random } = this.world.scheduler;
    const to = new Date(end + random.pick([1, 61, 121]) * 60_000).toISOString();
    const key = random.chance(0.8) ? `extend-${orderId}-${to}` : undefined;
    const request = { method: 'POST', path: `/orders/${orderId}/extensions`, key, body: { to }, customer } as const;
    this.later(random.between(0, 70_000), () =>
      this.insist(key, async () => {
        const answer = await this.world.network.send(this.who, 'order', 30_000, request);
        this.note(`POST ${request.path} until ${to}`, answer);
        if (typeof answer === 'string' || answer.status >= 500) return false;
        if (answer.status === 201) this.history.extended.push({ orderId, to: Date.parse(to) });
        return true;
      }),
    );
  }

  /** Repeats a request until it is answered, and sometimes beside the first one. @param key without one it is sent once */
  private async insist(key: string | undefined, attempt: () => Promise<boolean>): Promise<void> {
    const { random } = this.world.scheduler;
    if (key !== undefined && random.chance(0.3)) this.later(random.between(0, 3_000), attempt);
    for (let tries = key === undefined ? 1 : random.between(1, 4); tries > 0; tries -= 1) {
      if (await attempt()) return;
      await this.who.step('waits', 500, 4_000);
    }
  }

  /** @returns the answer, unless it is none or a fault of the server */
  private async place(customer: string, key: string | undefined, body: object): Promise<ServiceAnswer | undefined> {
    const { random } = this.world.scheduler;
    const patience = random.chance(0.2) ? random.between(50, 2_000) : 30_000;
    const request = { method: 'POST', path: '/orders', key, body, customer } as const;
    const answer = await this.world.network.send(this.who, 'order', patience, request);
    this.note(`POST /orders ${key ?? ''}`, answer);
    if (typeof answer === 'string' || answer.status >= 500) return undefined;
    if (answer.status !== 201) return answer;
    const orderId = Number(answer.body['id']);
    this.history.placed.push({ orderId, key });
    if (random.chance(0.5)) this.later(random.between(0, 8_000), () => this.cancel(customer, orderId));
    if (random.chance(0.2)) this.later(random.between(0, 8_000), () => this.cancel(customer, orderId));
    return answer;
  }

  /** @param fee that the customer has seen, in major units; a different one is answered with the current one */
  private async cancel(customer: string, orderId: number, fee?: number): Promise<void> {
    this.history.cancelTried.add(orderId);
    const agreed = this.history.agreedFees.get(orderId) ?? new Set();
    this.history.agreedFees.set(orderId, agreed.add(Math.round((fee ?? 0) * 100)));
    const path = `/orders/${orderId}${fee === undefined ? '' : `?expectedFee=${fee}`}`;
    const request = { method: 'DELETE', path, customer } as const;
    const answer = await this.world.network.send(this.who, 'order', 10_000, request);
    this.note(`DELETE ${path}`, answer);
    if (typeof answer === 'string') return;
    if (answer.status === 202) this.history.cancelled.add(orderId);
    if (answer.body['code'] !== 'cancellation.fee_changed' || this.world.scheduler.random.chance(0.3)) return;
    await this.cancel(customer, orderId, (answer.body['cancellation'] as { fee: number }).fee);
  }

  private note(asked: string, answer: ServiceAnswer | NoAnswer): void {
    const shown =
      typeof answer === 'string'
        ? answer
        : `${answer.status} ${JSON.stringify(answer.body['code'] ?? answer.body['id'])}`;
    this.world.scheduler.trace(this.who, `${asked} ← ${shown}`);
  }
}
