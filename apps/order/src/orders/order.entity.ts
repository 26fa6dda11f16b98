import { columnsOf, moneyIn, type Money, type OrderStatus } from '@carshare/events';
import { Entity } from 'typeorm';
import { columnsOfNew, OrderColumns, PATIENCE_MS, type NewOrder, type Refusal } from './order-columns.js';
import { NothingDue, OrderNotCancellable, OrderNotExtendable, OrderNotMovable } from './order.errors.js';

/** The outcome of a transition that the order's state does not allow: nothing is to be stored or published. */
type Unchanged = 'unchanged';

const BACKOFF_MAX_MS = 15_000;

/**
 * An order. It changes by guarded transitions alone, and each returns what happened:
 *
 * | transition      | from                               | to                   | outcome          |
 * | --------------- | ---------------------------------- | -------------------- | ---------------- |
 * | `place`         | Pending                            | Placed               | `placed`         |
 * | `place`         | Refused, nothing due               | Refused, due         | `refund-due`     |
 * | `recover`       | Refused, due                       | Placed, nothing due  | `recovered`      |
 * | `abandon`       | Pending                            | Refused, due         | `abandoned`      |
 * | `refuse`        | Pending                            | Refused              | `refused`        |
 * | `confirmVoid`   | Refused                            | Refused, nothing due | `closed`         |
 * | `ship`          | Placed                             | Shipped              | `shipped`        |
 * | `handOver`      | Placed, Shipped, Cancelling        | InUse, nothing due   | `handed-over`    |
 * | `takeBack`      | Placed, Shipped, InUse, Cancelling | Returned             | `returned`       |
 * | `complete`      | Returned                           | Completed            | `completed`      |
 * | `cancel`        | Placed, Shipped                    | Cancelling           | `cancelling`     |
 * | `moveTo`        | Placed, Shipped, a booking         | the same             | `moved`          |
 * | `extend`        | Placed, Shipped, InUse, a booking  | the same             | `extended`       |
 * | `confirmRefund` | Placed, Shipped, Cancelling        | Cancelled            | `cancelled`      |
 * | `confirmRefund` | Refused, due                       | Refused, nothing due | `refund-settled` |
 *
 * From every other state the outcome is `unchanged`; `cancel`, `moveTo` and `extend` throw.
 */
@Entity('orders')
export class Order extends OrderColumns {
  static open(asked: NewOrder, now = new Date()): Order {
    return Object.assign(new Order(), columnsOfNew(asked, now));
  }

  get amount(): Money {
    return moneyIn(this);
  }

  /** What an instant order has taken of its model. */
  get taken(): { productId: string; qty: number } {
    return { productId: this.productId, qty: this.qty - (this.stockShort ?? 0) };
  }

  /**
   * The payment is proven.
   * @returns `refund-due` when the order was refused before: the money has to be returned
   */
  place(now = new Date()): 'placed' | 'refund-due' | Unchanged {
    if (this.status === 'Refused') return this.oweRefund(now);
    if (this.status !== 'Pending') return 'unchanged';
    this.become('Placed', now);
    this.placedAt = now;
    this.dueAt = null;
    return 'placed';
  }

  /**
   * The car is with the customer although the order was refused: a late payment was made, and the hand-over came before the void. The
   * delivery cannot be cancelled any more, so the order is established and keeps the money. The caller takes the car for it again.
   */
  recover(now = new Date()): 'recovered' | Unchanged {
    if (this.status !== 'Refused' || this.dueAt === null) return 'unchanged';
    this.become('Placed', now);
    this.placedAt = now;
    this.refusal = null;
    this.dueAt = null;
    return 'recovered';
  }

  /**
   * Payment knows of no payment. The order is refused before payment is voided, and stays due until payment has confirmed the void.
   * In the other order, a payment that arrives in between would establish an order that is about to be voided.
   */
  abandon(now = new Date()): 'abandoned' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.become('Refused', now);
    this.refusal = 'unpaid';
    this.dueAt = new Date(now.getTime() + PATIENCE_MS);
    return 'abandoned';
  }

  /** There is no payment and there will be none. @param reason the provider's, cut to 255 characters */
  refuse(refusal: Refusal, reason?: string, now = new Date()): 'refused' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.become('Refused', now);
    this.refusal = refusal;
    this.refusalReason = reason?.slice(0, 255) ?? null;
    this.close();
    return 'refused';
  }

  /** Payment has confirmed that it holds no money of the refused order, and that it will take none. */
  confirmVoid(): 'closed' | Unchanged {
    if (this.status !== 'Refused') return 'unchanged';
    this.close();
    return 'closed';
  }

  /** The car is on its way. */
  ship(now = new Date()): 'shipped' | Unchanged {
    if (this.status !== 'Placed') return 'unchanged';
    this.become('Shipped', now);
    return 'shipped';
  }

  /** The customer has the car. A cancellation that has not reached the delivery by then has no effect: nothing is due for it. */
  handOver(now = new Date()): 'handed-over' | Unchanged {
    if (!this.isEstablished) return 'unchanged';
    this.become('InUse', now);
    this.dueAt = null;
    return 'handed-over';
  }

  /**
   * The car is back. The hand-over of an instant order need not be recorded before.
   * @param isSettled whether nothing is left to charge or to refund: the order is Completed then
   */
  takeBack(now = new Date(), isSettled = false): 'returned' | Unchanged {
    if (!this.isEstablished && this.status !== 'InUse') return 'unchanged';
    this.become('Returned', now);
    this.dueAt = null;
    if (isSettled) this.complete(now);
    return 'returned';
  }

  /** Whether it is a booking whose vehicle is not handed over, so that it can be another one. */
  get isMovable(): boolean {
    return this.vehicleId !== null && (this.status === 'Placed' || this.status === 'Shipped');
  }

  /** Whether a customer counts on the order's vehicle; a cancellation that is under way gives it back. */
  get needsItsVehicle(): boolean {
    return this.isMovable || (this.vehicleId !== null && (this.status === 'Pending' || this.status === 'InUse'));
  }

  /** The operator has chosen another vehicle. @throws {OrderNotMovable} unless the order is a booking that is Placed or Shipped */
  moveTo(vehicleId: number, now = new Date()): 'moved' | Unchanged {
    if (!this.isMovable) throw new OrderNotMovable(this.id, this.status);
    return this.followVehicle(vehicleId, now);
  }

  /** Another vehicle has left than the one of the booking. */
  followVehicle(vehicleId: number, now = new Date()): 'moved' | Unchanged {
    if (this.vehicleId === vehicleId) return 'unchanged';
    this.vehicleId = vehicleId;
    this.updatedAt = now;
    return 'moved';
  }

  /** Nothing is left to charge or to refund. */
  complete(now = new Date()): 'completed' | Unchanged {
    if (this.status !== 'Returned') return 'unchanged';
    this.become('Completed', now);
    return 'completed';
  }

  /** @throws {OrderNotCancellable} unless the order is Placed or Shipped */
  assertCancellable(): void {
    if (this.status !== 'Placed' && this.status !== 'Shipped') throw new OrderNotCancellable(this.id, this.status);
  }

  /** Stores the customer's wish to cancel. @throws {OrderNotCancellable} unless the order is Placed or Shipped */
  cancel(now = new Date()): 'cancelling' {
    this.assertCancellable();
    this.become('Cancelling', now);
    this.attempts = 0;
    this.dueAt = new Date(now.getTime() + PATIENCE_MS);
    return 'cancelling';
  }

  /** Whether it is a booking whose end can be moved: its car is not back. */
  get isExtendable(): boolean {
    return this.vehicleId !== null && ['Placed', 'Shipped', 'InUse'].includes(this.status);
  }

  /** @throws {OrderNotExtendable} */
  assertExtendable(): void {
    if (!this.isExtendable) throw new OrderNotExtendable(this.id, this.status);
  }

  /** The booking ends later. @param total what it costs from now on @throws {OrderNotExtendable} */
  extend(total: Money, now = new Date()): 'extended' {
    this.assertExtendable();
    Object.assign(this, columnsOf(total));
    this.updatedAt = now;
    return 'extended';
  }

  /**
   * The money is returned.
   * @returns `cancelled` when this ends the order and frees its car; `refund-settled` when the order was refused and had been paid
   */
  confirmRefund(now = new Date()): 'cancelled' | 'refund-settled' | Unchanged {
    switch (this.status) {
      case 'Placed':
      case 'Shipped':
      case 'Cancelling':
        this.become('Cancelled', now);
        this.dueAt = null;
        return 'cancelled';
      case 'Refused':
        if (this.dueAt === null) return 'unchanged';
        this.dueAt = null;
        return 'refund-settled';
      case 'Pending':
      case 'InUse':
      case 'Returned':
      case 'Completed':
      case 'Cancelled':
        return 'unchanged';
    }
  }

  /** Makes the next step due now. @throws {NothingDue} when no step is due */
  retryNow(now = new Date()): 'due' {
    if (!this.dueAt) throw new NothingDue(this.id, this.status);
    this.dueAt = now;
    return 'due';
  }

  /** An attempt at the due step failed: the wait for the next one doubles each time, up to 15 s. */
  postpone(now = new Date()): 'postponed' | Unchanged {
    if (!this.dueAt) return 'unchanged';
    this.attempts += 1;
    this.dueAt = new Date(now.getTime() + Math.min(BACKOFF_MAX_MS, 500 * 2 ** Math.min(this.attempts, 10)));
    return 'postponed';
  }

  /** Whether the order is paid and its car is neither handed over nor back. */
  private get isEstablished(): boolean {
    return this.status === 'Placed' || this.status === 'Shipped' || this.status === 'Cancelling';
  }

  private oweRefund(now: Date): 'refund-due' | Unchanged {
    if (this.dueAt !== null) return 'unchanged';
    this.dueAt = now;
    return 'refund-due';
  }

  /**
   * Nothing is due any more. An unpaid order frees its key for another attempt, and loses the fingerprint of its request, which contains
   * the address; a declined one keeps its answer.
   */
  private close(): void {
    this.dueAt = null;
    if (this.refusal !== 'unpaid') return;
    this.idempotencyKey = null;
    this.requestHash = null;
  }

  private become(status: OrderStatus, now: Date): void {
    this.status = status;
    this.updatedAt = now;
  }
}
