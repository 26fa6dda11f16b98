import { DeliveryCanceled, Shipped, type PaymentFields } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { assertSameRequest } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Cancellation } from './cancellation.entity.js';
import { toDeliveryEvent, type CancelDelivery } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';

/** The delivery's transactions. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** Sends the car for a paid order, once; a delivery that was cancelled before stays cancelled. */
  async ship(tx: Tx, { id, orderId, customerId }: PaymentFields): Promise<void> {
    if (await tx.find(Delivery, { orderId })) return;
    const delivery = Delivery.ship({ orderId, paymentId: id, customerId });
    await tx.insert(delivery);
    this.outbox.add(tx, Shipped, toDeliveryEvent(delivery));
  }

  /**
   * Cancels the order's delivery, also one that has not begun. Repeated, it changes nothing.
   * @param key absent from a replaced service, which may name another paymentId when it repeats a request: the order alone counts
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

  private async canceledDelivery(tx: Tx, request: CancelDelivery): Promise<Delivery> {
    const known = await tx.find(Delivery, { orderId: request.orderId });
    const delivery = known ?? Delivery.canceled(request);
    if (!known) await tx.insert(delivery);
    else if (known.cancel() === 'canceled') await tx.update(known);
    this.outbox.add(tx, DeliveryCanceled, toDeliveryEvent(delivery));
    return delivery;
  }
}
