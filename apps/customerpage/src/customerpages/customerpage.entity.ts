import {
  columnsOf,
  DEFAULT_CURRENCY,
  Money,
  type AdjustmentFields,
  type DeliveryFields,
  type HandoverFields,
  type OrderCompletedFields,
  type OrderExtendedFields,
  type OrderFields,
  type PaymentFields,
  type ReturnFields,
} from '@carshare/events';
import { Entity } from 'typeorm';
import { adjustmentText, joinAdjustments } from './adjustments.js';
import { JOINED, lower, replaces, type JoinedColumn } from './page-joins.js';
import { FACT_OF, type PageEvent } from './rental-facts.js';
import { StoredRental } from './stored-rental.js';

/** The facts of which the event has the id of the delivery itself. */
const DELIVERED = ['shippedAt', 'handedOverAt', 'returnedAt'] as const;

/**
 * What a customer sees of a rental. Every event only adds what it knows, so that neither the order of arrival nor a repetition
 * matters; the status follows from the facts that are there. The ids come from Paid, Shipped, HandedOver and Returned: the replaced
 * services publish PayCancelled and DeliveryCanceled with the id of the cancellation, and DeliveryCanceled with that of the payment's
 * cancellation.
 */
@Entity('customerpages')
export class Customerpage extends StoredRental {
  static of(orderId: number): Customerpage {
    return Object.assign(new Customerpage(), { orderId });
  }

  /** Adds the fields of an event. */
  note(event: PageEvent): void {
    this.touchedAt = new Date();
    this.customerId ??= event.data.customerId ?? null;
    switch (event.type) {
      case 'Ordered':
      case 'OrderCancelled':
        return this.noteOrder(FACT_OF[event.type], event.data, event.time);
      case 'OrderExtended':
        return this.noteExtended(event.data, event.time);
      case 'OrderReassigned':
        return this.noteReassigned(event.data.vehicleId, event.time);
      case 'OrderOverdue':
        return this.noteOverdue(new Date(event.data.to), new Date(event.data.since));
      case 'OrderCompleted':
        return this.noteCompleted(event.data, event.time);
      case 'Paid':
      case 'PayCancelled':
        return this.notePayment(FACT_OF[event.type], event.data, event.time);
      case 'PaymentAdjusted':
        return this.noteAdjusted(event.data, event.time);
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
    const before = this.text;
    this.mergeMoney(other);
    // Whether an id is better depends on the facts of before.
    if (other.paymentId !== null) this.notePaymentId(other.paymentId, other.paidAt !== null);
    if (other.deliveryId !== null) this.noteDeliveryId(other.deliveryId, other.isDelivered);
    if (other.reassignedAt) this.noteReassigned(other.reassignedVehicleId, other.reassignedAt);
    if (other.overdueTo) this.noteOverdue(other.overdueTo, other.overdueSince);
    this.adjustments = joinAdjustments(this.adjustments, other.adjustments);
    for (const column of JOINED) this.join(column, other[column]);
    if (this.text === before) return 'unchanged';
    this.touchedAt = new Date();
    return 'merged';
  }

  private get isDelivered(): boolean {
    return DELIVERED.some((fact) => this[fact] !== null);
  }

  /** Everything that the page knows, without the table's own upkeep. */
  private get text(): string {
    return JSON.stringify({ ...this, touchedAt: null, version: null });
  }

  private join(column: JoinedColumn, value: Customerpage[JoinedColumn]): void {
    if (replaces(column, value, this[column])) Object.assign(this, { [column]: value });
  }

  private noteOrder(fact: 'orderedAt' | 'orderCancelledAt', order: OrderFields, time: Date): void {
    this.noteGoods(order);
    this.noteMoney(order.amount, order.currency);
    this.noteBooking(order);
    const { amount, fee, currency } = order;
    if (fact === 'orderCancelledAt' && hasValue(amount) && hasValue(fee)) this.noteRefunded(amount - fee, currency);
    this.join(fact, time);
  }

  private noteExtended({ to, amount, currency }: OrderExtendedFields, time: Date): void {
    this.noteMoney(amount, currency);
    this.join('endsAt', new Date(to));
    this.join('extendedAt', time);
  }

  /** Of several the last; where two have the same time, the lower id. */
  private noteReassigned(vehicleId: number | null, time: Date): void {
    const { reassignedAt } = this;
    if (reassignedAt && time < reassignedAt) return;
    const isSame = reassignedAt?.getTime() === time.getTime();
    this.reassignedVehicleId = isSame ? lower(this.reassignedVehicleId, vehicleId) : vehicleId;
    this.reassignedAt = time;
  }

  /** Of several the one after the latest end. */
  private noteOverdue(to: Date, since: Date | null): void {
    const { overdueTo } = this;
    if (overdueTo && to < overdueTo) return;
    this.overdueSince = overdueTo?.getTime() === to.getTime() ? lower(this.overdueSince, since) : since;
    this.overdueTo = to;
  }

  private noteCompleted(order: OrderCompletedFields, time: Date): void {
    this.noteGoods(order);
    this.noteEnd(Money.nearest(order.amount, order.currency), Money.nearest(order.owed, order.currency).minorUnits);
    this.join('orderCompletedAt', time);
  }

  private notePayment(fact: 'paidAt' | 'payCancelledAt', payment: PaymentFields, time: Date): void {
    this.noteGoods(payment);
    this.noteMoney(payment.amount, payment.currency);
    this.noteBooking(payment);
    if (fact === 'paidAt') this.notePaymentId(payment.id, true);
    else this.noteRefunded(payment.refunded, payment.currency);
    this.join(fact, time);
  }

  private noteAdjusted(adjustment: AdjustmentFields, time: Date): void {
    this.noteMoney(undefined, adjustment.currency);
    this.adjustments = joinAdjustments(this.adjustments, adjustmentText(adjustment));
    this.join('adjustedAt', time);
  }

  /** A delivery that was cancelled before it was shipped is known from its cancellation alone. */
  private noteDelivery(fact: 'shippedAt' | 'deliveryCanceledAt', delivery: DeliveryFields, time: Date): void {
    const isShipped = fact === 'shippedAt';
    this.noteDeliveryId(delivery.id, isShipped);
    if (isShipped && hasValue(delivery.paymentId)) this.notePaymentId(delivery.paymentId, false);
    this.join(fact, time);
  }

  /** These happened when the event says, which may be before it was recorded. */
  private noteUse(fact: 'handedOverAt' | 'returnedAt', use: HandoverFields | ReturnFields): void {
    this.noteDeliveryId(use.id, true);
    this.join('usedVehicleId', use.vehicleId ?? null);
    this.join(fact, new Date(use.at));
  }

  /** @param isPaid whether Paid contains it: such an id replaces one from another event */
  private notePaymentId(id: number, isPaid: boolean): void {
    this.paymentId = better({ id: this.paymentId, isOwn: this.paidAt !== null }, { id, isOwn: isPaid });
  }

  /** @param isDelivered whether Shipped, HandedOver or Returned contains it: such an id replaces one from another event */
  private noteDeliveryId(id: number, isDelivered: boolean): void {
    this.deliveryId = better({ id: this.deliveryId, isOwn: this.isDelivered }, { id, isOwn: isDelivered });
  }

  private noteGoods(goods: { productId: string; qty: number }): void {
    this.join('productId', goods.productId);
    this.join('qty', goods.qty);
  }

  private noteBooking({ from, to, vehicleId }: OrderFields | PaymentFields): void {
    if (hasValue(from)) this.join('startsAt', new Date(from));
    if (hasValue(to)) this.join('endsAt', new Date(to));
    this.join('bookedVehicleId', vehicleId ?? null);
  }

  /** Without its currency the amount would depend on the order of arrival. */
  private noteRefunded(major: number | null | undefined, currency: string | null | undefined): void {
    if (hasValue(major) && hasValue(currency)) this.join('refundedMinor', Money.nearest(major, currency).minorUnits);
  }

  /**
   * The highest amount and the first currency count until the rental ends: an extension adds to the price. Another publisher may
   * send either alone, or null for both.
   */
  private noteMoney(major: number | null | undefined, currency: string | null | undefined): void {
    if (this.orderCompletedAt) return;
    const amounts = [this.amount?.major, major].filter(hasValue);
    this.currency ??= currency ?? null;
    if (amounts.length > 0) this.setAmount(Money.nearest(Math.max(...amounts), this.currency ?? DEFAULT_CURRENCY));
  }

  /** Of several ends the one with the smallest owed amount, then the smallest amount, is the last. */
  private noteEnd(amount: Money, owedMinor: number | null): void {
    if (this.orderCompletedAt && this.minorUnits !== null) {
      const owed = (owedMinor ?? Infinity) - (this.owedMinor ?? Infinity);
      if (owed > 0 || (!(owed < 0) && amount.minorUnits >= this.minorUnits)) return;
    }
    this.currency = amount.currency;
    this.setAmount(amount);
    this.owedMinor = owedMinor;
  }

  private mergeMoney(other: Customerpage): void {
    const { amount, currency, owedMinor } = other;
    if (amount && other.orderCompletedAt) this.noteEnd(amount, owedMinor);
    else this.noteMoney(amount?.major, currency);
  }

  private setAmount(amount: Money): void {
    const { minorUnits, hundredths } = columnsOf(amount);
    Object.assign(this, { minorUnits, hundredths });
  }
}

interface KnownId {
  id: number | null;
  /** Whether the event is one that contains the id of the thing itself. */
  isOwn: boolean;
}

function better(known: KnownId, other: KnownId): number | null {
  if (known.isOwn === other.isOwn) return lower(known.id, other.id);
  return (known.isOwn ? known.id : other.id) ?? lower(known.id, other.id);
}

function hasValue<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
