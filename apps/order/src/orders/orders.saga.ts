import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type Principal } from '@carshare/service-kit';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { PlaceOrder } from './order.dto.js';
import { Order } from './order.entity.js';
import { PaymentDeclined, PaymentUnavailable, PaymentUnknown } from './order.errors.js';
import { OrdersService } from './orders.service.js';
import { PaymentClient, type PaymentOutcome } from './payment.client.js';

/** How long a repeated request waits for the answer of the first one. */
const REPEAT_PATIENCE_MS = 6_000;
/** How often payment is asked for the money at most while it answers that it is unavailable: once more than a bad pod may answer before the mesh takes it out. */
const PAYMENT_TRIES = 4;
/** Between two tries: time for the mesh to take a bad pod out. */
const TRY_AGAIN_MS = 100;
/** After that no new try begins: the sweeper must not find the order before its request ends. */
const TRIES_END_MS = 1_500;

/** Drives an order through payment and cancellation. Every step is stored before the next is taken, so that any can be repeated. */
@Injectable()
export class OrdersSaga implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OrdersSaga.name);
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly orders: OrdersService,
    private readonly payments: PaymentClient,
    @InjectRepository(Order) private readonly repository: Repository<Order>,
  ) {}

  /** Opens the order, has it paid, and establishes it; or refuses it. @throws {DomainError} 402, 404, 409, 422 or 503 */
  async place(request: PlaceOrder, caller: Principal, idempotencyKey?: string): Promise<Order> {
    const { order, isNew } = await this.orders.open(request, caller, idempotencyKey);
    if (!isNew) return this.answerOf(order);
    const outcome = await this.pay(order);
    try {
      return await this.settle(order, outcome);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // Payment has done its part, and that could not be stored: the sweeper or the event settles the order.
      this.logger.error(error);
      throw new PaymentUnknown(order.id);
    }
  }

  /** Stores the wish to cancel and sets the chain going; it goes on after the answer. */
  async cancel(id: number, caller: Principal): Promise<Order> {
    const order = await this.orders.cancel(id, caller);
    this.track(this.drive(order));
    return order;
  }

  /** Takes an order that is owed something one step further. */
  async drive(order: Order): Promise<void> {
    if (order.status === 'Pending') await this.settlePending(order);
    else if (!(await this.payments.cancel(order))) await this.orders.postpone(order);
    else if (order.status === 'Refused') await this.orders.confirmVoid(order);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underway);
  }

  /**
   * Asks for the money. One pod that answers 503 must cost no order: payment is asked what came of it, and only when it knows of
   * nothing it is asked for the money again, with the same key, so that a request that is still under way charges once, too.
   */
  private async pay(order: Order): Promise<PaymentOutcome> {
    const deadline = Date.now() + TRIES_END_MS;
    let outcome = await this.payments.pay(order);
    for (let tries = 1; outcome.kind === 'unavailable' && tries < PAYMENT_TRIES; tries += 1) {
      await sleep(TRY_AGAIN_MS);
      if (Date.now() > deadline) break;
      const known = await this.payments.find(order);
      if (known.kind !== 'unpaid') return known;
      outcome = await this.payments.pay(order);
      // That this request was turned away says nothing of the first one.
      if (outcome.kind === 'unpaid') return { kind: 'unknown' };
    }
    return outcome;
  }

  private async settle(order: Order, outcome: PaymentOutcome): Promise<Order> {
    switch (outcome.kind) {
      case 'paid': {
        const placed = await this.orders.place(order);
        if (placed.status === 'Refused') throw new PaymentUnavailable();
        return placed;
      }
      case 'declined':
        await this.orders.refuse(order, 'declined', outcome.reason);
        throw new PaymentDeclined(order.id, outcome.reason);
      case 'unpaid':
        await this.orders.refuse(order, 'unpaid');
        throw new PaymentUnavailable();
      case 'unavailable':
      case 'unknown':
        throw new PaymentUnknown(order.id);
    }
  }

  /** Asks payment what happened. Where nothing did, the order is given up, and then made unpayable. */
  private async settlePending(order: Order): Promise<void> {
    const { kind } = await this.payments.find(order);
    if (kind === 'paid') await this.orders.place(order);
    else if (kind === 'unpaid') await this.abandon(order);
    else await this.orders.postpone(order);
  }

  private async abandon(order: Order): Promise<void> {
    const abandoned = await this.orders.abandon(order);
    if (abandoned.status === 'Refused') await this.drive(abandoned);
  }

  /** The answer that the first request with the key got, or gets. */
  private async answerOf(order: Order): Promise<Order> {
    const deadline = Date.now() + REPEAT_PATIENCE_MS;
    for (let current: Order | null = order; current; current = await this.repository.findOneBy({ id: order.id })) {
      if (current.status === 'Refused') {
        throw current.refusal === 'declined'
          ? new PaymentDeclined(current.id, current.refusalReason ?? undefined)
          : new PaymentUnavailable();
      }
      if (current.status !== 'Pending') return current;
      if (Date.now() > deadline) break;
      await sleep(25);
    }
    throw new PaymentUnknown(order.id);
  }

  private track(work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => this.underway.delete(settled));
    this.underway.add(settled);
  }
}
