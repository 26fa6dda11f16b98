import {
  DeliveryCanceled,
  Shipped,
  type OrderExtendedFields,
  type OrderReassignedFields,
  type PaymentFields,
} from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { recordAction } from '@carshare/operations';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { assertSameRequest, type Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { DeliveryConfig } from '../app.config.js';
import { actionOn } from './action-on.js';
import { bookingOf } from './booking.js';
import { applyEarlierChanges, keepChange } from './booking-changes.js';
import { Cancellation } from './cancellation.entity.js';
import { toDeliveryEvent, type CancelDelivery } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';
import { DeliveryIsCanceled, DeliveryNotFound } from './delivery.errors.js';
import { DeliveryHandedOver } from './handover.errors.js';

const MINUTE_MS = 60_000;

/** The delivery's transactions. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly config: DeliveryConfig,
  ) {}

  /**
   * Ships the car of a paid order, or schedules the delivery of a booking, once. A delivery that was cancelled before stays
   * cancelled.
   */
  async deliver(tx: Tx, payment: PaymentFields): Promise<void> {
    const { id: paymentId, orderId, customerId } = payment;
    if (await tx.find(Delivery, { orderId })) return;
    const order = { orderId, paymentId, customerId };
    const booking = bookingOf(payment);
    const delivery = booking ? Delivery.schedule(order, booking, this.leadMs) : Delivery.ship(order);
    if (booking) await applyEarlierChanges(tx, delivery);
    await tx.insert(delivery);
    if (!booking) this.outbox.add(tx, Shipped, toDeliveryEvent(delivery));
  }

  /** Follows the order to the new end of its booking. */
  async extend(tx: Tx, { id, to }: OrderExtendedFields): Promise<void> {
    const endsAt = new Date(to);
    const delivery = await tx.find(Delivery, { orderId: id });
    if (!delivery) return keepChange(tx, id, (change) => change.extend(endsAt));
    if (delivery.extend(endsAt) === 'extended') await tx.update(delivery);
  }

  /** Follows the order to another vehicle. The one that was handed over is the truth: a move that arrives later changes nothing. */
  async reassign(tx: Tx, { id, vehicleId }: OrderReassignedFields): Promise<void> {
    const delivery = await tx.find(Delivery, { orderId: id });
    if (!delivery) return keepChange(tx, id, (change) => change.reassign(vehicleId));
    if (delivery.reassign(vehicleId) === 'reassigned') await tx.update(delivery);
  }

  /**
   * Ships a scheduled delivery whose time has come. Several replicas sweep: the update is guarded by the version that was read, so
   * one of them ships it and the others find it Shipped.
   */
  shipDue(id: number): Promise<void> {
    return this.unitOfWork.transaction(async (tx) => {
      const delivery = await tx.find(Delivery, { id });
      if (delivery) await this.ship(tx, delivery);
    });
  }

  /**
   * Ships a scheduled delivery now, by an operator. Repeated, it changes nothing.
   * @throws {DeliveryNotFound} when there is none
   * @throws {DeliveryIsCanceled} when it is cancelled
   */
  shipNow(id: number, operator: Principal): Promise<Delivery> {
    return this.unitOfWork.transaction(async (tx) => {
      const delivery = await tx.find(Delivery, { id });
      if (!delivery) throw new DeliveryNotFound(id);
      if (delivery.status === 'DeliveryCanceled') throw new DeliveryIsCanceled(id);
      if ((await this.ship(tx, delivery)) === 'unchanged') return delivery;
      await recordAction(tx, operator, actionOn(delivery, 'ship'));
      return delivery;
    });
  }

  /**
   * Cancels the order's delivery, also one that has not begun. Repeated, it changes nothing.
   * @param key absent from a replaced service, which may name another paymentId when it repeats a request: the order alone counts
   * @throws {DeliveryHandedOver} when the customer has or had the car; nothing is stored, so the same key may ask again
   * @throws {DomainError} 422 for a key of another request
   */
  async cancel(request: CancelDelivery, key?: string): Promise<Cancellation> {
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const keyed = key === undefined ? undefined : await tx.find(Cancellation, { idempotencyKey: key });
        if (keyed) assertSameRequest(keyed.requestHash, request);
        const earlier = keyed ?? (await tx.find(Cancellation, { orderId: request.orderId }));
        if (earlier) return earlier;
        const delivery = await this.canceledDelivery(tx, request);
        const cancellation = Cancellation.of(delivery, request, key ?? `order-${request.orderId}`);
        await tx.insert(cancellation);
        return cancellation;
      });
    } catch (error) {
      // Another transaction has inserted the delivery or the cancellation in the meantime: it is found now.
      if (isUniqueViolation(error)) return this.cancel(request, key);
      throw error;
    }
  }

  private get leadMs(): number {
    return this.config.DELIVERY_LEAD_MINUTES * MINUTE_MS;
  }

  private async ship(tx: Tx, delivery: Delivery): Promise<ReturnType<Delivery['ship']>> {
    const outcome = delivery.ship();
    if (outcome === 'unchanged') return outcome;
    await tx.update(delivery);
    this.outbox.add(tx, Shipped, toDeliveryEvent(delivery));
    return outcome;
  }

  private async canceledDelivery(tx: Tx, request: CancelDelivery): Promise<Delivery> {
    const known = await tx.find(Delivery, { orderId: request.orderId });
    const delivery = known ?? Delivery.canceled(request);
    if (!known) await tx.insert(delivery);
    else if (known.cancel() === 'canceled') await tx.update(known);
    else if (known.status !== 'DeliveryCanceled') throw new DeliveryHandedOver(request.orderId);
    this.outbox.add(tx, DeliveryCanceled, toDeliveryEvent(delivery));
    return delivery;
  }
}
