import { amountFault, OrderCancelled, Ordered, type OrderFields } from '@carshare/events';
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
    const asked = { productId, qty, paymentMethod };
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const earlier =
          idempotencyKey === undefined
            ? undefined
            : await tx.find(Order, { customerId: caller.customerId, idempotencyKey });
        if (earlier) {
          assertSameRequest(earlier.requestHash ?? '', asked);
          return { order: earlier, isNew: false };
        }
        const car = await tx.find(Car, { productId });
        if (!car) throw new CarNotFound(productId);
        const fault = amountFault(car.price * qty, car.currency);
        if (fault !== undefined) throw new AmountNotPayable(productId, fault);
        const requestHash = idempotencyKey === undefined ? undefined : fingerprint(asked);
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
      // Another replica opened it with the same key at the same moment.
      if (idempotencyKey !== undefined && isUniqueViolation(error)) return this.open(request, caller, idempotencyKey);
      throw error;
    }
  }

  /** Establishes the order: its payment is proven. */
  place(order: Order): Promise<Order> {
    return this.change(order, (tx, current) => {
      if (current.place()) this.outbox.add(tx, Ordered, toOrderEvent(current));
      return Promise.resolve();
    });
  }

  /** Ends a Pending order that is not and will not be paid, and gives the stock back. */
  refuse(order: Order, refusal: Refusal, reason?: string): Promise<Order> {
    return this.change(order, async (tx, current) => {
      if (current.refuse(refusal, reason)) await giveStockBack(tx, current);
    });
  }

  /** Ends a Pending order of which no payment is known; payment is to be told. */
  giveUp(order: Order): Promise<Order> {
    return this.change(order, async (tx, current) => {
      if (current.giveUp()) await giveStockBack(tx, current);
    });
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

  /** Notes that a try to settle the order came to nothing. */
  postpone(order: Order): Promise<Order> {
    return this.change(order, (_tx, current) => {
      if (current.dueAt) current.postpone();
      return Promise.resolve();
    });
  }

  /** Has the sweeper take an order's next step at once. */
  hasten(id: number, operator: Principal): Promise<Order> {
    return this.unitOfWork.transaction(async (tx) => {
      const order = await tx.find(Order, { id });
      if (!order) throw new OrderNotFound(id);
      order.hasten();
      await tx.update(order);
      const subject = `order ${id} in ${order.status}`;
      await tx.insert(
        OperatorAction.of({ operator: operator.customerId, action: 'retry', subject, reason: '', outcome: 'due now' }),
      );
      return order;
    });
  }

  /** Payment says that the order is paid. */
  async notePaid(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    if (!order) return;
    const established = order.place();
    if (!established && order.status !== 'Refused') return;
    await tx.update(order);
    if (established) this.outbox.add(tx, Ordered, toOrderEvent(order));
  }

  /** Delivery says that the car is on its way, which says that the order is paid, too. */
  async noteShipped(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    if (!order) return;
    const established = order.status === 'Pending' && order.place();
    const placed: OrderFields = toOrderEvent(order);
    if (!order.ship()) return;
    await tx.update(order);
    if (established) this.outbox.add(tx, Ordered, placed);
  }

  /** Payment says that the money is back: the order ends and the car is free. */
  async notePayCancelled(tx: Tx, orderId: number): Promise<void> {
    const order = await tx.find(Order, { id: orderId });
    if (!order) return;
    const ended = order.payCancelled();
    if (!ended && order.status !== 'Refused') return;
    await tx.update(order);
    if (!ended) return;
    this.outbox.add(tx, OrderCancelled, toOrderEvent(order));
    await giveStockBack(tx, order);
  }

  /** Changes the order as the caller knows it; when somebody was faster, as it stands. */
  private change(known: Order, change: (tx: Tx, order: Order) => Promise<void>): Promise<Order> {
    let order: Order | undefined = known;
    return this.unitOfWork.transaction(async (tx) => {
      const current = order ?? (await tx.find(Order, { id: known.id }));
      order = undefined;
      if (!current) throw new OrderNotFound(known.id);
      await change(tx, current);
      await tx.update(current);
      return current;
    });
  }
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
