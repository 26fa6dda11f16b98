import {
  DeliveryCanceled,
  OrderCancelled,
  Ordered,
  Paid,
  PayCancelled,
  Shipped,
  type DeliveryFields,
  type OrderFields,
  type PaymentFields,
  type ReceivedEvent,
} from '@carshare/events';
import type { Tx } from '@carshare/service-kit';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Customerpage } from './customerpage.entity.js';
import { CustomerpagesFeed } from './customerpages.feed.js';

/** Feeds the read model: every event of the topic adds what it knows to the page of its order. */
@Controller()
export class CustomerpagesProjection {
  constructor(private readonly feed: CustomerpagesFeed) {}

  @EventPattern<string>(Ordered.type)
  onOrdered(@Payload() { data, time }: ReceivedEvent<OrderFields>, @Ctx() tx: Tx): Promise<void> {
    return this.upsert(tx, data.id, (page) => page.noteOrder('orderedAt', data, time));
  }

  @EventPattern<string>(OrderCancelled.type)
  onOrderCancelled(@Payload() { data, time }: ReceivedEvent<OrderFields>, @Ctx() tx: Tx): Promise<void> {
    return this.upsert(tx, data.id, (page) => page.noteOrder('orderCancelledAt', data, time));
  }

  @EventPattern<string>(Paid.type)
  onPaid(@Payload() { data, time }: ReceivedEvent<PaymentFields>, @Ctx() tx: Tx): Promise<void> {
    return this.upsert(tx, data.orderId, (page) => page.notePayment('paidAt', data, time));
  }

  @EventPattern<string>(PayCancelled.type)
  onPayCancelled(@Payload() { data, time }: ReceivedEvent<PaymentFields>, @Ctx() tx: Tx): Promise<void> {
    return this.upsert(tx, data.orderId, (page) => page.notePayment('payCancelledAt', data, time));
  }

  @EventPattern<string>(Shipped.type)
  onShipped(@Payload() { data, time }: ReceivedEvent<DeliveryFields>, @Ctx() tx: Tx): Promise<void> {
    return this.upsert(tx, data.orderId, (page) => page.noteDelivery('shippedAt', data, time));
  }

  @EventPattern<string>(DeliveryCanceled.type)
  onDeliveryCanceled(@Payload() { data, time }: ReceivedEvent<DeliveryFields>, @Ctx() tx: Tx): Promise<void> {
    return this.upsert(tx, data.orderId, (page) => page.noteDelivery('deliveryCanceledAt', data, time));
  }

  private async upsert(tx: Tx, orderId: number, note: (page: Customerpage) => void): Promise<void> {
    const known = await tx.find(Customerpage, { orderId });
    const page = known ?? Customerpage.of(orderId);
    note(page);
    await (known ? tx.update(page) : tx.insert(page));
    tx.onCommitted(() => this.feed.wake());
  }
}
