import { amountFault, OrderCancelled, Ordered } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { OperatorAction } from '@carshare/operations';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { assertSameRequest, currentTraceId, fingerprint, type Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Car } from '../cars/car.entity.js';
import { toOrderEvent, type PlaceOrder } from './order.dto.js';
import { Order, type Refusal } from './order.entity.js';
import { AmountNotPayable, CarNotFound, OrderNotFound, OutOfStock } from './order.errors.js';

/** The order's transactions. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Opens a Pending order and takes the stock, or finds the order that the same key opened before.
   * @returns the order, and whether it is new
   */
  async open(
    request: PlaceOrder,
    caller: Principal,
    idempotencyKey?: string,
  ): Promise<{ order: Order; isNew: boolean }> {
    const { productId, qty, paymentMethod } = request;
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const earlier =
          idempotencyKey === undefined
            ? undefined
            : await tx.find(Order, { customerId: caller.customerId, idempotencyKey });
        if (earlier) {
          assertSameRequest(earlier.requestHash ?? '', request);
          return { order: earlier, isNew: false };
        }
        const car = await tx.find(Car, { productId });
        if (!car) throw new CarNotFound(productId);
        const fault = amountFault(car.price.times(qty));
        if (fault !== undefined) throw new AmountNotPayable(productId, fault);
        const requestHash = idempotencyKey === undefined ? undefined : fingerprint(request);
        const order = Order.open({
          car,
          qty,
          customerId: caller.customerId,
          paymentMethod,
          idempotencyKey,
          requestHash,
          traceId: currentTraceId(),
        });
        await tx.insert(order);
        await takeStock(tx, order);
        return { order, isNew: true };
      });
    } catch (error) {
      // Another request with the same key has committed in the meantime: it is found now.
      if (idempotencyKey !== undefined && isUniqueViolation(error)) return this.open(request, caller, idempotencyKey);
      throw error;
    }
  }

  /** Establishes the order: its payment is proven. */
  place(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), (tx, current) => {
      const outcome = current.place();
      if (outcome === 'placed') this.outbox.add(tx, Ordered, toOrderEvent(current));
      return outcome !== 'unchanged';
    });
  }

  /** Ends a Pending order that is not and will not be paid, and returns the stock. */
  refuse(order: Order, refusal: Refusal, reason?: string): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), async (tx, current) => {
      const outcome = current.refuse(refusal, reason);
      if (outcome === 'refused') await giveStockBack(tx, current);
      return outcome !== 'unchanged';
    });
  }

  /** Ends a Pending order of which no payment is known, and returns the stock; payment has to be voided afterwards. */
  abandon(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), async (tx, current) => {
      const outcome = current.abandon();
      if (outcome === 'abandoned') await giveStockBack(tx, current);
      return outcome !== 'unchanged';
    });
  }

  /** Records that payment holds no money of a refused order and will take none. */
  confirmVoid(order: Order): Promise<Order> {
    return this.unitOfWork.change(order, rowOf(order), (_tx, current) => current.confirmVoid() !== 'unchanged');
  }

  /** Stores the customer's wish to cancel. */
  cancel(id: number, caller: Principal): Promise<Order> {
    return this.unitOfWork.transaction(async (tx) => {
      const order = await tx.find(Order, { id });
      if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
      order.cancel();
      await tx.update(order);
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
      await tx.insert(
        OperatorAction.of({ operator: operator.customerId, action: 'retry', subject, reason: '', outcome: 'due now' }),
      );
      return order;
    });
  }

  /** Payment has published that the order is paid. */
  async notePaid(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    const outcome = order?.place() ?? 'unchanged';
    if (!order || outcome === 'unchanged') return;
    await tx.update(order);
    if (outcome === 'placed') this.outbox.add(tx, Ordered, toOrderEvent(order));
  }

  /** Delivery has published that the car is on its way: it ships paid orders only, so a Pending order is placed first. */
  async noteShipped(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    if (!order) return;
    const isPlaced = order.status === 'Pending' && order.place() === 'placed';
    // Ordered contains the order as it was placed.
    const ordered = toOrderEvent(order);
    if (order.ship() === 'unchanged') return;
    await tx.update(order);
    if (isPlaced) this.outbox.add(tx, Ordered, ordered);
  }

  /** Payment has published that the money is returned: the order ends and the car is free. */
  async notePayCancelled(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    const outcome = order?.confirmRefund() ?? 'unchanged';
    if (!order || outcome === 'unchanged') return;
    await tx.update(order);
    if (outcome !== 'cancelled') return;
    this.outbox.add(tx, OrderCancelled, toOrderEvent(order));
    await giveStockBack(tx, order);
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

async function takeStock(tx: Tx, { productId, qty }: Order): Promise<void> {
  const taken = await tx.execute('UPDATE cars SET stock = stock - ? WHERE product_id = ? AND stock >= ?', [
    qty,
    productId,
    qty,
  ]);
  if (taken !== 1) throw new OutOfStock(productId);
}

async function giveStockBack(tx: Tx, { productId, qty }: Order): Promise<void> {
  await tx.execute('UPDATE cars SET stock = stock + ? WHERE product_id = ?', [qty, productId]);
}
