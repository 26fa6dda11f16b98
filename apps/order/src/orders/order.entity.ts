import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Car } from '../cars/car.entity.js';
import { OrderNotCancellable, OrderNotOwed } from './order.errors.js';

export type OrderStatus = 'Pending' | 'Placed' | 'Shipped' | 'Refused' | 'Cancelling' | 'Cancelled';

/** Why an order was refused: the card was declined, or the payment could not be made. */
export type Refusal = 'declined' | 'unpaid';

/** How long the answer of payment is waited for before the sweeper looks after the order; above the client's own deadline. */
const PATIENCE_MS = 8_000;
const BACKOFF_MAX_MS = 15_000;

export interface NewOrder {
  car: Car;
  qty: number;
  customerId: string;
  paymentMethod?: string | undefined;
  idempotencyKey?: string | undefined;
  requestHash?: string | undefined;
  traceId?: string | undefined;
}

/** An order and its life: `Pending → Placed → Shipped`, `Pending → Refused`, `Placed | Shipped → Cancelling → Cancelled`. */
@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'product_id' }) productId: string;
  @Column({ type: 'integer' }) qty: number;
  @Column({ type: 'varchar' }) status: OrderStatus;
  /** In cents. */
  @Column(bigint) amount: number;
  @Column() currency: string;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ name: 'payment_method', type: 'varchar', nullable: true }) paymentMethod: string | null;
  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'request_hash', type: 'varchar', nullable: true }) requestHash: string | null;
  @Column({ type: 'varchar', nullable: true }) refusal: Refusal | null;
  /** What payment said of a declined card; a repeated request is told it, too. */
  @Column({ name: 'refusal_reason', type: 'varchar', nullable: true }) refusalReason: string | null;
  /** The trace of the request that opened it, by which its logs and spans are found. */
  @Column({ name: 'trace_id', type: 'varchar', nullable: true }) traceId: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ name: 'placed_at', ...instant, nullable: true }) placedAt: Date | null;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  /** When the sweeper looks after it; null while nothing is owed. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ type: 'integer' }) attempts: number;
  @Column({ type: 'integer' }) version: number;

  static open(asked: NewOrder, now = new Date()): Order {
    const { car, qty, customerId, paymentMethod, idempotencyKey, requestHash, traceId } = asked;
    return Object.assign(new Order(), {
      productId: car.productId,
      qty,
      status: 'Pending' as const,
      amount: car.price * qty,
      currency: car.currency,
      customerId,
      paymentMethod: paymentMethod ?? null,
      idempotencyKey: idempotencyKey ?? null,
      requestHash: requestHash ?? null,
      refusal: null,
      refusalReason: null,
      traceId: traceId ?? null,
      createdAt: now,
      placedAt: null,
      updatedAt: now,
      dueAt: new Date(now.getTime() + PATIENCE_MS),
      attempts: 0,
      version: 1,
    });
  }

  /** The payment is proven. @returns whether this establishes the order. */
  place(now = new Date()): boolean {
    if (this.status === 'Refused') {
      // Charged after it was given up: the money is owed back.
      this.dueAt ??= now;
      return false;
    }
    if (this.status !== 'Pending') return false;
    this.become('Placed', now);
    this.placedAt = now;
    this.dueAt = null;
    return true;
  }

  /**
   * No payment is known of. That none can come any more is still to be made sure of, so it stays due: an order that waited for that
   * as Pending could be established by a payment that comes in between.
   * @returns whether the stock is to be given back
   */
  giveUp(now = new Date()): boolean {
    if (this.status !== 'Pending') return false;
    this.become('Refused', now);
    this.refusal = 'unpaid';
    this.dueAt = new Date(now.getTime() + PATIENCE_MS);
    return true;
  }

  /** There is no payment and there will be none. @returns whether the stock is to be given back. */
  refuse(refusal: Refusal, reason?: string, now = new Date()): boolean {
    if (this.status !== 'Pending') {
      if (this.status !== 'Refused') return false;
      this.dueAt = null;
      if (this.refusal === 'unpaid') this.idempotencyKey = null;
      return false;
    }
    this.become('Refused', now);
    this.refusal = refusal;
    this.refusalReason = reason?.slice(0, 255) ?? null;
    this.dueAt = null;
    // Nothing was done for an unpaid order: the same key may try again. A declined one keeps its answer.
    if (refusal === 'unpaid') this.idempotencyKey = null;
    return true;
  }

  /** The car is on its way. @returns whether that changes the order. */
  ship(now = new Date()): boolean {
    if (this.status !== 'Placed') return false;
    this.become('Shipped', now);
    return true;
  }

  /** @throws {OrderNotCancellable} unless the order is Placed or Shipped */
  cancel(now = new Date()): void {
    if (this.status !== 'Placed' && this.status !== 'Shipped') throw new OrderNotCancellable(this.id, this.status);
    this.become('Cancelling', now);
    this.attempts = 0;
    this.dueAt = new Date(now.getTime() + PATIENCE_MS);
  }

  /** The money is back. @returns whether this ends the order, and so frees the car. */
  payCancelled(now = new Date()): boolean {
    if (this.status === 'Refused') this.dueAt = null;
    if (this.status !== 'Cancelling' && this.status !== 'Placed' && this.status !== 'Shipped') return false;
    this.become('Cancelled', now);
    this.dueAt = null;
    return true;
  }

  /** What is owed is due now. @throws {OrderNotOwed} when nothing is */
  hasten(now = new Date()): void {
    if (!this.dueAt) throw new OrderNotOwed(this.id, this.status);
    this.dueAt = now;
  }

  /** Another try is owed, later each time. */
  postpone(now = new Date()): void {
    this.attempts += 1;
    this.dueAt = new Date(now.getTime() + Math.min(BACKOFF_MAX_MS, 500 * 2 ** Math.min(this.attempts, 10)));
  }

  private become(status: OrderStatus, now: Date): void {
    this.status = status;
    this.updatedAt = now;
  }
}
