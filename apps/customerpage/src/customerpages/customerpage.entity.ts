import {
  columnsOf,
  DEFAULT_CURRENCY,
  Money,
  moneyIn,
  type DeliveryFields,
  type EventType,
  type HandoverFields,
  type OrderCompletedFields,
  type OrderFields,
  type PaymentFields,
  type RentalStatus,
  type ReturnFields,
} from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { FACT_OF, FACTS, statusOf, type Fact, type PageEvent } from './rental-facts.js';

const DETAILS = [
  'productId',
  'qty',
  'customerId',
  'paymentId',
  'deliveryId',
  'vehicleId',
  'startsAt',
  'endsAt',
  'refundedMinor',
] as const;

/** The facts of which the event has the id of the delivery itself. */
const DELIVERED = ['shippedAt', 'handedOverAt', 'returnedAt'] as const satisfies Fact[];

export interface HistoryEntry {
  event: EventType;
  at: Date;
}

/**
 * What a customer sees of a rental. Every event only adds what it knows, so that neither the order of arrival nor a repetition
 * matters; the status follows from the facts that are there. The ids come from Paid, Shipped, HandedOver and Returned: the replaced
 * services publish PayCancelled and DeliveryCanceled with the id of the cancellation, and DeliveryCanceled with that of the payment's
 * cancellation.
 */
@Entity('customerpages')
export class Customerpage {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'product_id', type: 'varchar', nullable: true }) productId: string | null = null;
  @Column({ type: 'integer', nullable: true }) qty: number | null = null;
  @Column({ name: 'customer_id', type: 'varchar', nullable: true }) customerId: string | null = null;
  @Column({ name: 'payment_id', type: 'integer', nullable: true }) paymentId: number | null = null;
  @Column({ name: 'delivery_id', type: 'integer', nullable: true }) deliveryId: number | null = null;
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null = null;
  @Column({ name: 'amount', ...bigint, nullable: true }) hundredths: number | null = null;
  @Column({ type: 'varchar', nullable: true }) currency: string | null = null;
  /** The period and the vehicle of a booking; null in an instant order. */
  @Column({ name: 'starts_at', ...instant, nullable: true }) startsAt: Date | null = null;
  @Column({ name: 'ends_at', ...instant, nullable: true }) endsAt: Date | null = null;
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) vehicleId: number | null = null;
  /** What came back of a booking's price; null also where all of it did and the event does not contain it. */
  @Column({ name: 'refunded_minor', ...bigint, nullable: true }) refundedMinor: number | null = null;
  @Column({ name: 'ordered_at', ...instant, nullable: true }) orderedAt: Date | null = null;
  @Column({ name: 'paid_at', ...instant, nullable: true }) paidAt: Date | null = null;
  @Column({ name: 'shipped_at', ...instant, nullable: true }) shippedAt: Date | null = null;
  @Column({ name: 'handed_over_at', ...instant, nullable: true }) handedOverAt: Date | null = null;
  @Column({ name: 'returned_at', ...instant, nullable: true }) returnedAt: Date | null = null;
  @Column({ name: 'order_completed_at', ...instant, nullable: true }) orderCompletedAt: Date | null = null;
  @Column({ name: 'delivery_canceled_at', ...instant, nullable: true }) deliveryCanceledAt: Date | null = null;
  @Column({ name: 'pay_cancelled_at', ...instant, nullable: true }) payCancelledAt: Date | null = null;
  @Column({ name: 'order_cancelled_at', ...instant, nullable: true }) orderCancelledAt: Date | null = null;
  /** When the page last changed here; the live stream follows it. */
  @Column({ name: 'touched_at', ...instant }) touchedAt: Date = new Date();
  @Column({ type: 'integer' }) version: number = 1;

  static of(orderId: number): Customerpage {
    return Object.assign(new Customerpage(), { orderId });
  }

  /** Adds the fields of an event. */
  note(event: PageEvent): void {
    switch (event.type) {
      case 'Ordered':
      case 'OrderCancelled':
        return this.noteOrder(FACT_OF[event.type], event.data, event.time);
      case 'OrderCompleted':
        return this.noteCompleted(event.data, event.time);
      case 'Paid':
      case 'PayCancelled':
        return this.notePayment(FACT_OF[event.type], event.data, event.time);
      case 'Shipped':
      case 'DeliveryCanceled':
        return this.noteDelivery(FACT_OF[event.type], event.data, event.time);
      case 'HandedOver':
      case 'Returned':
        return this.noteUse(FACT_OF[event.type], event.data);
    }
  }

  /** Adds what another copy of the same page knows. */
  merge(other: Customerpage): 'merged' | 'unchanged' {
    const columns = [...DETAILS, ...FACTS.map(([, fact]) => fact)];
    const isFinal = !this.orderCompletedAt && other.orderCompletedAt !== null;
    const isMoneyNews =
      isFinal || (!this.amount && other.amount !== null) || (this.currency === null && other.currency !== null);
    const news = columns.filter((column) => this.lacks(column, other[column]) || this.isBetterId(column, other));
    // Together: whether an id is better depends on the facts of before.
    Object.assign(this, Object.fromEntries(news.map((column) => [column, other[column]])));
    if (isMoneyNews) this.noteMoney(other.amount?.major, other.currency, isFinal);
    if (news.length === 0 && !isMoneyNews) return 'unchanged';
    this.touchedAt = new Date();
    return 'merged';
  }

  /** In the default currency while no event has named one; null while no event has contained an amount. */
  get amount(): Money | null {
    const { minorUnits, hundredths, currency } = this;
    return hundredths === null ? null : moneyIn({ minorUnits, hundredths, currency });
  }

  /** What came back of a booking's price; null for an instant order, and while nothing came back. */
  get refunded(): Money | null {
    if (!this.startsAt) return null;
    if (this.refundedMinor === null) return this.payCancelledAt ? this.amount : null;
    return Money.ofMinorUnits(this.refundedMinor, this.currency ?? DEFAULT_CURRENCY);
  }

  /** What the cancellation of a booking cost: the part of the price that did not come back. */
  get fee(): Money | null {
    const { amount, refunded } = this;
    return amount && refunded && amount.minus(refunded);
  }

  get status(): RentalStatus {
    return statusOf(this);
  }

  get history(): HistoryEntry[] {
    return FACTS.flatMap(([event, fact]) => {
      const at = this[fact];
      return at ? [{ event, at }] : [];
    });
  }

  get updatedAt(): Date {
    return new Date(Math.max(...this.history.map(({ at }) => at.getTime())));
  }

  /** Of two tellings of one fact the earlier counts. */
  private lacks(column: (typeof DETAILS)[number] | Fact, value: string | number | Date | null): boolean {
    const known = this[column];
    return value !== null && (known === null || (value instanceof Date && value < known));
  }

  /** An id that Paid, Shipped, HandedOver or Returned contains replaces one from another event. */
  private isBetterId(column: keyof Customerpage, other: Customerpage): boolean {
    if (column === 'paymentId') return !this.paidAt && other.paidAt !== null;
    return column === 'deliveryId' && !this.isDelivered && other.isDelivered;
  }

  private get isDelivered(): boolean {
    return DELIVERED.some((fact) => this[fact] !== null);
  }

  private noteOrder(fact: 'orderedAt' | 'orderCancelledAt', order: OrderFields, time: Date): void {
    this.noteGoods(order);
    this.noteBooking(order);
    const { amount, fee, currency } = order;
    if (fact === 'orderCancelledAt' && hasValue(amount) && hasValue(fee)) this.noteRefunded(amount - fee, currency);
    this.noteFact(fact, time);
  }

  private noteCompleted(order: OrderCompletedFields, time: Date): void {
    this.noteGoods(order, true);
    this.noteFact('orderCompletedAt', time);
  }

  private notePayment(fact: 'paidAt' | 'payCancelledAt', payment: PaymentFields, time: Date): void {
    this.noteGoods(payment);
    this.noteBooking(payment);
    if (fact === 'paidAt') this.paymentId = this.paidAt ? lower(this.paymentId, payment.id) : payment.id;
    else this.noteRefunded(payment.refunded, payment.currency);
    this.noteFact(fact, time);
  }

  private noteDelivery(fact: 'shippedAt' | 'deliveryCanceledAt', delivery: DeliveryFields, time: Date): void {
    const isShipped = fact === 'shippedAt';
    if (isShipped) this.noteDeliveryId(delivery.id);
    // A delivery that was cancelled before it was shipped is known from its cancellation alone.
    else if (!this.isDelivered) this.deliveryId = lower(this.deliveryId, delivery.id);
    if (isShipped && !this.paidAt) this.paymentId = lower(this.paymentId, delivery.paymentId ?? null);
    this.customerId ??= delivery.customerId ?? null;
    this.noteFact(fact, time);
  }

  /** These happened when the event says, which may be before it was recorded. */
  private noteUse(fact: 'handedOverAt' | 'returnedAt', use: HandoverFields | ReturnFields): void {
    this.noteDeliveryId(use.id);
    this.vehicleId = lower(this.vehicleId, use.vehicleId ?? null);
    this.customerId ??= use.customerId ?? null;
    this.noteFact(fact, new Date(use.at));
  }

  private noteDeliveryId(id: number): void {
    this.deliveryId = this.isDelivered ? lower(this.deliveryId, id) : id;
  }

  private noteGoods(goods: OrderFields | PaymentFields | OrderCompletedFields, isFinal = false): void {
    this.productId = goods.productId;
    this.qty = goods.qty;
    this.noteMoney(goods.amount, goods.currency, isFinal);
    this.customerId ??= goods.customerId ?? null;
  }

  private noteBooking({ from, to, vehicleId }: OrderFields | PaymentFields): void {
    const [startsAt, endsAt] = [from, to].map((text) => (hasValue(text) ? new Date(text) : null));
    if (startsAt && this.lacks('startsAt', startsAt)) this.startsAt = startsAt;
    if (endsAt && this.lacks('endsAt', endsAt)) this.endsAt = endsAt;
    this.vehicleId = lower(this.vehicleId, vehicleId ?? null);
  }

  /** Without its currency the amount would depend on the order of arrival. */
  private noteRefunded(major: number | null | undefined, currency: string | null | undefined): void {
    if (!hasValue(major) || !hasValue(currency)) return;
    this.refundedMinor = lower(this.refundedMinor, Money.nearest(major, currency).minorUnits);
  }

  /**
   * The first amount and the first currency count, until `OrderCompleted` brings the final ones. Another publisher may send either
   * alone, or null for both.
   */
  private noteMoney(major: number | null | undefined, currency: string | null | undefined, isFinal: boolean): void {
    if (this.orderCompletedAt && !isFinal) return;
    const known = isFinal ? (major ?? null) : (this.amount?.major ?? major ?? null);
    this.currency = isFinal ? (currency ?? null) : (this.currency ?? currency ?? null);
    if (known === null) return;
    const { minorUnits, hundredths } = columnsOf(Money.nearest(known, this.currency ?? DEFAULT_CURRENCY));
    Object.assign(this, { minorUnits, hundredths });
  }

  private noteFact(fact: Fact, time: Date): void {
    if (this.lacks(fact, time)) this[fact] = time;
    this.touchedAt = new Date();
  }
}

function hasValue<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

/** The lower of two ids of one fact that was published twice: the same in any order of arrival. */
function lower(known: number | null, other: number | null): number | null {
  return known === null || other === null ? (known ?? other) : Math.min(known, other);
}
