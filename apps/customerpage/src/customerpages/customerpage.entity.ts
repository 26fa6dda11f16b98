import {
  columnsOf,
  DEFAULT_CURRENCY,
  Money,
  moneyIn,
  type ConsumedBy,
  type DeliveryFields,
  type EventType,
  type OrderFields,
  type PaymentFields,
  type ReceivedEvent,
  type RentalStatus,
} from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Any event that the page consumes. */
export type PageEvent = ReceivedEvent<ConsumedBy<'customerpage'>>;

/** The fact of a rental that each event reports, in the order in which the facts happen. */
const FACT_OF = {
  Ordered: 'orderedAt',
  Paid: 'paidAt',
  Shipped: 'shippedAt',
  DeliveryCanceled: 'deliveryCanceledAt',
  PayCancelled: 'payCancelledAt',
  OrderCancelled: 'orderCancelledAt',
} as const satisfies Record<PageEvent['type'], string>;

type Fact = (typeof FACT_OF)[PageEvent['type']];

const FACTS = Object.entries(FACT_OF) as [event: EventType, fact: Fact][];

/** The events of a rental's history, in the order in which they happen. */
export const HISTORY_EVENTS = FACTS.map(([event]) => event);

const DETAILS = ['productId', 'qty', 'customerId', 'paymentId', 'deliveryId'] as const;

export interface HistoryEntry {
  event: EventType;
  at: Date;
}

/**
 * What a customer sees of a rental. Every event only adds what it knows, so that neither the order of arrival nor a repetition
 * matters; the status follows from the facts that are there. The ids come from Paid and Shipped: the replaced services publish
 * PayCancelled and DeliveryCanceled with the id of the cancellation, and DeliveryCanceled with that of the payment's cancellation.
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
  @Column({ name: 'ordered_at', ...instant, nullable: true }) orderedAt: Date | null = null;
  @Column({ name: 'paid_at', ...instant, nullable: true }) paidAt: Date | null = null;
  @Column({ name: 'shipped_at', ...instant, nullable: true }) shippedAt: Date | null = null;
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
      case 'Paid':
      case 'PayCancelled':
        return this.notePayment(FACT_OF[event.type], event.data, event.time);
      case 'Shipped':
      case 'DeliveryCanceled':
        return this.noteDelivery(FACT_OF[event.type], event.data, event.time);
    }
  }

  /** Adds what another copy of the same page knows. */
  merge(other: Customerpage): 'merged' | 'unchanged' {
    const columns = [...DETAILS, ...FACTS.map(([, fact]) => fact)];
    const news = columns.filter((column) => this.lacks(column, other[column]) || this.isBetterId(column, other));
    // Together: whether an id is better depends on the facts of before.
    Object.assign(this, Object.fromEntries(news.map((column) => [column, other[column]])));
    const isMoneyNews = (!this.amount && other.amount !== null) || (this.currency === null && other.currency !== null);
    if (isMoneyNews) this.noteMoney(other.amount?.major, other.currency);
    if (news.length === 0 && !isMoneyNews) return 'unchanged';
    this.touchedAt = new Date();
    return 'merged';
  }

  /** In the default currency while no event has named one; null while no event has contained an amount. */
  get amount(): Money | null {
    const { minorUnits, hundredths, currency } = this;
    return hundredths === null ? null : moneyIn({ minorUnits, hundredths, currency });
  }

  get status(): RentalStatus {
    if (this.payCancelledAt || this.orderCancelledAt) return 'Cancelled';
    if (this.deliveryCanceledAt) return 'Cancelling';
    return this.shippedAt ? 'Shipped' : 'Placed';
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

  /** An id that Paid or Shipped names replaces one from another event. */
  private isBetterId(column: keyof Customerpage, other: Customerpage): boolean {
    if (column === 'paymentId') return !this.paidAt && other.paidAt !== null;
    return column === 'deliveryId' && !this.shippedAt && other.shippedAt !== null;
  }

  private noteOrder(fact: 'orderedAt' | 'orderCancelledAt', order: OrderFields, time: Date): void {
    this.noteGoods(order);
    this.noteFact(fact, time);
  }

  private notePayment(fact: 'paidAt' | 'payCancelledAt', payment: PaymentFields, time: Date): void {
    this.noteGoods(payment);
    if (fact === 'paidAt') this.paymentId = this.paidAt ? lower(this.paymentId, payment.id) : payment.id;
    this.noteFact(fact, time);
  }

  private noteDelivery(fact: 'shippedAt' | 'deliveryCanceledAt', delivery: DeliveryFields, time: Date): void {
    const isShipped = fact === 'shippedAt';
    if (isShipped && !this.shippedAt) this.deliveryId = delivery.id;
    // A delivery that was cancelled before it was shipped is known from its cancellation alone.
    else if (isShipped || !this.shippedAt) this.deliveryId = lower(this.deliveryId, delivery.id);
    if (isShipped && !this.paidAt) this.paymentId = lower(this.paymentId, delivery.paymentId ?? null);
    this.customerId ??= delivery.customerId ?? null;
    this.noteFact(fact, time);
  }

  private noteGoods({ productId, qty, amount, currency, customerId }: OrderFields | PaymentFields): void {
    this.productId = productId;
    this.qty = qty;
    this.noteMoney(amount, currency);
    this.customerId ??= customerId ?? null;
  }

  /** The first amount and the first currency count; another publisher may send either alone, or null for both. */
  private noteMoney(major: number | null | undefined, currency: string | null | undefined): void {
    const known = this.amount?.major ?? major ?? null;
    this.currency ??= currency ?? null;
    if (known === null) return;
    const { minorUnits, hundredths } = columnsOf(Money.nearest(known, this.currency ?? DEFAULT_CURRENCY));
    Object.assign(this, { minorUnits, hundredths });
  }

  private noteFact(fact: Fact, time: Date): void {
    if (this.lacks(fact, time)) this[fact] = time;
    this.touchedAt = new Date();
  }
}

/** The lower of two ids of one fact that was published twice: the same in any order of arrival. */
function lower(known: number | null, other: number | null): number | null {
  return known === null || other === null ? (known ?? other) : Math.min(known, other);
}
