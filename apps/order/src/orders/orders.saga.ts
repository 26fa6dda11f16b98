import { setTimeout as sleep } from 'node:timers/promises';
import { Reader } from '@carshare/persistence';
import { DomainError, type Principal } from '@carshare/service-kit';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BookingsQueries } from '../bookings/bookings.queries.js';
import { UnmetDemand } from '../demand/unmet-demand.js';
import type { Language } from '../mails/texts/language.js';
import { chargeWhileUnavailable } from './charge-retry.js';
import { OpeningService } from './opening.service.js';
import type { PlaceOrder } from './order.dto.js';
import { Order } from './order.entity.js';
import { PaymentDeclined, PaymentUnavailable, PaymentUnknown } from './order.errors.js';
import { OrdersService } from './orders.service.js';
import { PaymentClient, type PaymentOutcome } from './payment.client.js';

/** How long a repeated request waits for the outcome of the first one, in milliseconds. */
const REPEAT_PATIENCE_MS = 6_000;

/** Drives an order through payment and cancellation. Every step is stored before the next one begins, so any can be repeated. */
@Injectable()
export class OrdersSaga implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OrdersSaga.name);
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly opening: OpeningService,
    private readonly orders: OrdersService,
    private readonly payments: PaymentClient,
    private readonly bookings: BookingsQueries,
    private readonly reader: Reader,
    private readonly demand?: UnmetDemand,
  ) {}

  /** Opens the order, has it paid, and establishes it; or refuses it. @throws {DomainError} 402, 404, 409, 422 or 503 */
  async place(request: PlaceOrder, caller: Principal, idempotencyKey?: string, language?: Language): Promise<Order> {
    const { order, isNew } = await this.open(request, caller, idempotencyKey, language);
    if (!isNew) return this.answerOf(order);
    const outcome = await this.pay(order);
    try {
      return await this.settle(order, outcome);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // The outcome of the payment could not be stored: the sweeper or the event Paid settles the order.
      this.logger.error(error);
      throw new PaymentUnknown(order.id);
    }
  }

  /** Stores the wish to cancel, then starts the cancellation chain, which continues after the answer. */
  async cancel(id: number, caller: Principal, expectedFee?: number): Promise<Order> {
    const order = await this.orders.cancel(id, caller, expectedFee);
    this.track(this.drive(order));
    return order;
  }

  /** Takes the due step of an order. */
  async drive(order: Order): Promise<void> {
    if (order.status === 'Pending') return this.settlePending(order);
    const isCancelled = await this.payments.cancel(order, await this.bookings.ofOrder(order));
    if (!isCancelled) await this.orders.postpone(order);
    else if (order.status === 'Refused') await this.orders.confirmVoid(order);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underway);
  }

  private async open(...asked: Parameters<OpeningService['open']>): ReturnType<OpeningService['open']> {
    try {
      return await this.opening.open(...asked);
    } catch (error) {
      this.demand?.note(asked[0], error);
      throw error;
    }
  }

  /**
   * Charges the order. While payment is unavailable, it is asked for the outcome, and charged again only when it knows of no payment.
   * The key is the same, so a request that is still running cannot charge a second time.
   */
  private async pay(order: Order): Promise<PaymentOutcome> {
    const booking = await this.bookings.ofOrder(order);
    const charge = (): Promise<PaymentOutcome> => this.payments.pay(order, booking);
    return chargeWhileUnavailable(charge, async () => {
      const known = await this.payments.find(order);
      if (known.kind !== 'unpaid') return known;
      const outcome = await charge();
      // The rejection of this request does not show the outcome of the first one.
      return outcome.kind === 'unpaid' ? { kind: 'unknown' } : outcome;
    });
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

  /** Asks payment for the outcome. Without a payment the order is abandoned: refused first, voided at payment afterwards. */
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

  /** The answer to the first request with the key, once it has one. */
  private async answerOf(order: Order): Promise<Order> {
    const deadline = Date.now() + REPEAT_PATIENCE_MS;
    for (let current: Order | undefined = order; current; current = await this.reader.find(Order, { id: order.id })) {
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
