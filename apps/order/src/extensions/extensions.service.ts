import { OrderExtended, type AdjustmentFields } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { assertSameRequest, currentTraceId, fingerprint, type Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Adjustment } from '../adjustments/adjustment.entity.js';
import { nextNumber } from '../adjustments/adjustment.numbers.js';
import { ExtensionClaims } from '../adjustments/extension-claims.js';
import { OrderConfig } from '../app.config.js';
import { Booking } from '../bookings/booking.entity.js';
import { MailsService } from '../mails/mails.service.js';
import { Order } from '../orders/order.entity.js';
import { OrderNotFound } from '../orders/order.errors.js';
import type { ExtendOrder } from './extension.dto.js';
import { ExtensionNotAvailable, ExtensionOpen } from './extension.errors.js';
import { assertPrice, priceOf, readEnd } from './extension-plan.js';

/** The transactions of extensions. */
@Injectable()
export class ExtensionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly claims: ExtensionClaims,
    private readonly config: OrderConfig,
    private readonly mails?: MailsService,
  ) {}

  /**
   * Stores a Pending extension and lengthens the occupation, or finds the extension that the same key opened before. An extension that
   * costs nothing is Placed at once.
   * @throws {DomainError} 404, 409, 422
   */
  async open(
    id: number,
    request: ExtendOrder,
    caller: Principal,
    idempotencyKey: string | undefined,
  ): Promise<{ extension: Adjustment; isNew: boolean }> {
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const order = await tx.find(Order, { id });
        if (!order || !caller.mayActFor(order.customerId)) throw new OrderNotFound(id);
        const earlier =
          idempotencyKey === undefined ? undefined : await tx.find(Adjustment, { orderId: id, idempotencyKey });
        if (earlier) {
          assertSameRequest(earlier.requestHash ?? '', request);
          return { extension: earlier, isNew: false };
        }
        order.assertExtendable();
        // Raises the version: a cancellation or a return that has read the order before starts over and finds the extension.
        await tx.update(order);
        if (await tx.find(Adjustment, { openOrderId: id })) throw new ExtensionOpen(id);
        return { extension: await this.claim(tx, order, request, idempotencyKey), isNew: true };
      });
    } catch (error) {
      // Another request has taken the number or the key in the meantime: its extension is found now.
      if (isUniqueViolation(error)) return this.open(id, request, caller, idempotencyKey);
      throw error;
    }
  }

  /** The extension is paid: the booking ends later and costs more. */
  confirm(extension: Adjustment): Promise<Adjustment> {
    return this.change(extension, (tx, current) => this.succeed(tx, current));
  }

  /** The card was declined: the occupation ends as before. */
  decline(extension: Adjustment, reason?: string): Promise<Adjustment> {
    return this.change(extension, (tx, current) => this.release(tx, current, current.decline(reason)));
  }

  /** Payment has certainly not charged: the occupation ends as before. */
  forgo(extension: Adjustment): Promise<Adjustment> {
    return this.change(extension, (tx, current) => this.release(tx, current, current.forgo()));
  }

  /** Payment does not know of a charge, or did not answer for too long: the occupation ends as before, and the charge is voided next. */
  withdraw(extension: Adjustment): Promise<Adjustment> {
    return this.change(extension, (tx, current) => this.release(tx, current, current.withdraw()));
  }

  /** Records that payment holds no money of a withdrawn extension and will take none. */
  confirmVoid(extension: Adjustment): Promise<Adjustment> {
    return this.change(extension, (_tx, current) => current.confirmVoid() !== 'unchanged');
  }

  /** Takes over an extension that no request drives any more. @returns whether the caller is to drive it */
  async resume(extension: Adjustment): Promise<{ resumed: Adjustment; isMine: boolean }> {
    let isMine = false;
    const resumed = await this.change(extension, (_tx, current) => {
      isMine = current.resume() === 'resumed';
      return isMine;
    });
    return { resumed, isMine };
  }

  /** Records that an attempt to settle the extension failed. */
  postpone(extension: Adjustment): Promise<Adjustment> {
    return this.change(extension, (_tx, current) => current.postpone() !== 'unchanged');
  }

  /** Payment has published what came of an adjustment. One that order has not asked for changes nothing. */
  async noteAdjusted(tx: Tx, { orderId, number, status }: AdjustmentFields): Promise<void> {
    const extension = await tx.find(Adjustment, { orderId, number });
    if (extension?.reason !== 'extension') return;
    if (await this.follow(tx, extension, status)) await tx.update(extension);
  }

  /** @returns whether the extension is to be stored */
  private async follow(tx: Tx, extension: Adjustment, status: string): Promise<boolean> {
    switch (status) {
      case 'Succeeded':
        return extension.oweVoid() !== 'unchanged' || this.succeed(tx, extension);
      case 'Declined':
        return this.release(tx, extension, extension.decline());
      case 'Voided':
        if (extension.confirmVoid() !== 'unchanged') return true;
        return this.release(tx, extension, extension.forgo());
      default:
        return false;
    }
  }

  /** An order that is not extendable any more is not extended: the charge is returned. */
  private async succeed(tx: Tx, extension: Adjustment): Promise<boolean> {
    const order = await tx.find(Order, { id: extension.orderId });
    if (!order?.isExtendable) return this.release(tx, extension, extension.withdraw());
    if (extension.succeed() === 'unchanged') return false;
    await this.place(tx, order, extension);
    return true;
  }

  /** Gives the time back after a transition that ends an open extension without money. */
  private async release(tx: Tx, extension: Adjustment, outcome: string): Promise<boolean> {
    if (outcome === 'unchanged') return false;
    await this.claims.giveBack(tx, extension);
    return true;
  }

  private async claim(
    tx: Tx,
    order: Order,
    request: ExtendOrder,
    idempotencyKey: string | undefined,
  ): Promise<Adjustment> {
    const now = new Date();
    const booking = await tx.find(Booking, { orderId: order.id });
    if (!booking) throw new RangeError(`order ${order.id} has no booking`);
    const to = readEnd(request.to, booking, this.config.periodRules, now);
    const { left, latestTo } = await this.claims.room(tx, booking, now);
    if (!left || latestTo === null || to > latestTo) throw new ExtensionNotAvailable(order.id, latestTo);
    const price = priceOf(order, booking, to);
    assertPrice(order, price, request.expectedAmount);
    const extension = Adjustment.ofExtension(
      {
        orderId: order.id,
        number: await nextNumber(tx, order.id),
        ...price,
        paymentMethod: request.paymentMethod ?? order.paymentMethod,
        from: booking.to,
        to,
        idempotencyKey,
        requestHash: idempotencyKey === undefined ? undefined : fingerprint(request),
        traceId: currentTraceId(),
      },
      now,
    );
    const isFree = price.amount.minorUnits === 0 && extension.succeed(now) === 'succeeded';
    await tx.insert(extension);
    await this.claims.claim(tx, left, order.id, to);
    if (isFree) await this.place(tx, order, extension);
    return extension;
  }

  /** The order has the end and the price of its extension. */
  private async place(tx: Tx, order: Order, extension: Adjustment): Promise<void> {
    const { id, customerId } = order;
    const { total, currency, to } = extension;
    if (to === null) throw new RangeError(`adjustment ${extension.id} is no extension`);
    order.extend(total);
    await tx.update(order);
    await this.claims.confirm(tx, extension, order.status === 'InUse');
    this.outbox.add(tx, OrderExtended, { id, to: to.toISOString(), amount: total.major, currency, customerId });
    this.mails?.note(tx, order, 'extended');
  }

  private change(
    extension: Adjustment,
    work: (tx: Tx, current: Adjustment) => boolean | Promise<boolean>,
  ): Promise<Adjustment> {
    const read = async (tx: Tx): Promise<Adjustment> => {
      const found = await tx.find(Adjustment, { id: extension.id });
      if (!found) throw new RangeError(`adjustment ${extension.id} is gone`);
      return found;
    };
    return this.unitOfWork.change(extension, read, work);
  }
}
