import { OrderCancelled, OrderCompleted, Ordered, type OrderFields, type ReturnFields } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { recordAction } from '@carshare/operations';
import { UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { ExtensionClaims } from '../adjustments/extension-claims.js';
import { openSettlement, settlementOf } from '../adjustments/settlements.js';
import { Booking } from '../bookings/booking.entity.js';
import { BookingsService, canceller } from '../bookings/bookings.service.js';
import { giveStockBack, takeWhatIsLeft } from '../cars/stock.js';
import { MailsService } from '../mails/mails.service.js';
import { keepForRepair } from '../vehicles/hand-over.js';
import { followVehicle } from './moved-booking.js';
import { freeCancellation } from './order-actions.js';
import { toCompletedEvent, toOrderEvent } from './order.dto.js';
import type { Refusal } from './order-columns.js';
import { Order } from './order.entity.js';
import { OrderNotFound } from './order.errors.js';

/** What delivery records of a car at its hand-over and its return. */
type Recorded = Pick<ReturnFields, 'vehicleId' | 'odometer' | 'damaged'>;

/** The order's transactions. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly bookings: BookingsService,
    private readonly extensions: ExtensionClaims,
    private readonly mails?: MailsService,
  ) {}

  /** Establishes the order: its payment is proven. */
  place(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), async (tx, current) => {
      const outcome = current.place();
      if (outcome === 'placed') await this.announce(tx, current);
      return outcome !== 'unchanged';
    });
  }

  /** Ends a Pending order that is not and will not be paid, and returns the stock. */
  refuse(order: Order, refusal: Refusal, reason?: string): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), async (tx, current) => {
      const outcome = current.refuse(refusal, reason);
      if (outcome === 'refused') await this.giveBack(tx, current);
      return outcome !== 'unchanged';
    });
  }

  /** Ends a Pending order of which no payment is known, and returns the stock; payment has to be voided afterwards. */
  abandon(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), async (tx, current) => {
      const outcome = current.abandon();
      if (outcome === 'abandoned') await this.giveBack(tx, current);
      return outcome !== 'unchanged';
    });
  }

  /** Records that payment holds no money of a refused order and will take none. */
  confirmVoid(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), (_tx, current) => current.confirmVoid() !== 'unchanged');
  }

  /**
   * Stores the customer's wish to cancel, and with it what that costs. An open extension is withdrawn, so the fee does not contain it.
   * The cancellation of an operator is free of charge, and recorded.
   * @param expectedFee the fee that the caller has seen, in major units
   * @throws {DomainError} 404, 409
   */
  cancel(id: number, caller: Principal, expectedFee?: number): Promise<Order> {
    return this.unitOfWork.transaction(async (tx) => {
      const order = await tx.find(Order, { id });
      if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
      order.cancel();
      if (order.vehicleId !== null) await this.extensions.withdrawOpen(tx, id);
      if (order.vehicleId !== null) await this.bookings.fixFee(tx, order, caller, expectedFee);
      await tx.update(order);
      if (canceller(order, caller) === 'operator') await recordAction(tx, caller, freeCancellation(id));
      return order;
    });
  }

  /** Records that an attempt to settle the order failed. */
  postpone(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), (_tx, current) => current.postpone() !== 'unchanged');
  }

  /** Makes the order's next step due now. */
  retryNow(id: number, operator: Principal): Promise<Order> {
    return this.unitOfWork.transaction(async (tx) => {
      const order = await tx.find(Order, { id });
      if (!order) throw new OrderNotFound(id);
      order.retryNow();
      await tx.update(order);
      const subject = `order ${id} in ${order.status}`;
      await recordAction(tx, operator, { action: 'retry', orderId: id, subject, outcome: 'due now' });
      return order;
    });
  }

  /** Payment has published that the order is paid. */
  async notePaid(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    const outcome = order?.place() ?? 'unchanged';
    if (!order || outcome === 'unchanged') return;
    await tx.update(order);
    if (outcome === 'placed') await this.announce(tx, order);
  }

  /** Delivery has published that the car is on its way. */
  async noteShipped(tx: Tx, orderId: number): Promise<void> {
    const order = await this.follow(tx, orderId, (followed) => followed.ship());
    if (order) this.mails?.note(tx, order, 'on_its_way');
  }

  /** Delivery has published that the customer has the car. The vehicle is the one that has left, whatever was planned. */
  async noteHandedOver(tx: Tx, orderId: number, { vehicleId, odometer }: Recorded = {}): Promise<void> {
    const order = await this.follow(tx, orderId, (followed) => followed.handOver(), true);
    if (!order) return;
    this.mails?.note(tx, order, 'due_soon');
    if (order.vehicleId === null) return;
    await followVehicle(tx, this.outbox, order, vehicleId);
    await this.bookings.handOver(tx, order, odometer);
  }

  /**
   * Delivery has published that the car is back: it is free. The rental is complete unless the return of a booking has a price or a
   * refund of its own, which is settled first.
   */
  async noteReturned(tx: Tx, orderId: number, returnedAt: Date, recorded: Recorded = {}): Promise<void> {
    const takeBack = (order: Order): string => order.takeBack(new Date(), order.vehicleId === null);
    const order = await this.follow(tx, orderId, takeBack, true);
    if (!order) return;
    if (order.vehicleId === null) {
      this.outbox.add(tx, OrderCompleted, toCompletedEvent(order));
      this.mails?.note(tx, order, 'returned');
      return giveStockBack(tx, order.taken);
    }
    await followVehicle(tx, this.outbox, order, recorded.vehicleId);
    await this.extensions.withdrawOpen(tx, orderId);
    const booking = await this.bookings.takeBack(tx, order, returnedAt);
    if (recorded.damaged) await keepForRepair(tx, order.vehicleId);
    if (await openSettlement(tx, order, booking, returnedAt, recorded.odometer)) return;
    order.complete();
    await tx.update(order);
    this.outbox.add(tx, OrderCompleted, toCompletedEvent(order, await settlementOf(tx, orderId)));
    this.mails?.note(tx, order, 'returned');
  }

  /** Payment has published that the money is returned: the order ends and the car is free. */
  async notePayCancelled(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    const outcome = order?.confirmRefund() ?? 'unchanged';
    if (!order || outcome === 'unchanged') return;
    await tx.update(order);
    if (outcome !== 'cancelled') return;
    this.outbox.add(tx, OrderCancelled, await eventOf(tx, order));
    this.mails?.note(tx, order, 'refunded');
    await this.giveBack(tx, order);
  }

  /**
   * Changes an order as delivery has published. Delivery takes paid orders only, so a Pending order is placed first.
   * @param isOut whether the car is or was with the customer: a refused order that is to be voided is established then
   * @returns the order as it is stored; undefined when there is none or the event changes nothing
   */
  private async follow(
    tx: Tx,
    orderId: number,
    change: (order: Order) => string,
    isOut = false,
  ): Promise<Order | undefined> {
    const order = await tx.find(Order, { id: orderId });
    if (!order) return undefined;
    const isRecovered = isOut && order.recover() === 'recovered';
    const isPlaced = isRecovered || (order.status === 'Pending' && order.place() === 'placed');
    // Ordered contains the order as it was placed.
    const ordered = isPlaced ? await eventOf(tx, order) : undefined;
    if (change(order) === 'unchanged') return undefined;
    if (isRecovered) await this.takeAgain(tx, order);
    await tx.update(order);
    if (ordered) {
      this.outbox.add(tx, Ordered, ordered);
      this.mails?.note(tx, order, 'placed');
    }
    return order;
  }

  /** Publishes the established order, and confirms it to the customer. */
  private async announce(tx: Tx, order: Order): Promise<void> {
    this.outbox.add(tx, Ordered, await eventOf(tx, order));
    this.mails?.note(tx, order, 'placed');
  }

  /** Takes again what a refused order gave back: its car is out. Others may have taken it since. */
  private async takeAgain(tx: Tx, order: Order): Promise<void> {
    if (order.vehicleId !== null) return this.bookings.takeAgain(tx, order);
    order.stockShort = (await takeWhatIsLeft(tx, order)) || null;
  }

  /** Returns what the order took: the stock of its model, or the time of its vehicle. */
  private async giveBack(tx: Tx, order: Order): Promise<void> {
    this.mails?.end(tx, order);
    if (order.vehicleId === null) return giveStockBack(tx, order.taken);
    await this.extensions.withdrawOpen(tx, order.id);
    await this.bookings.end(tx, order);
  }
}

/** Reads the row of an order that the caller knows. */
function rowOf({ id }: Order): (tx: Tx) => Promise<Order> {
  return async (tx) => {
    const order = await tx.find(Order, { id });
    if (!order) throw new OrderNotFound(id);
    return order;
  };
}

/** What an event contains of the order, and of its booking where it is one. */
async function eventOf(tx: Tx, order: Order): Promise<OrderFields> {
  return toOrderEvent(order, order.vehicleId === null ? undefined : await tx.find(Booking, { orderId: order.id }));
}
