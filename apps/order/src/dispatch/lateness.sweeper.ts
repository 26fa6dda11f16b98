import { OrderOverdue } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { Reader, UnitOfWork } from '@carshare/persistence';
import { Sweeper, waitAfter } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { Booking } from '../bookings/booking.entity.js';
import { MailsService } from '../mails/mails.service.js';
import { Order } from '../orders/order.entity.js';

/** Bookings whose customer has kept the car, the longest overdue first: as many as `waitAfter` takes for a full round. */
const OVERDUE = `SELECT b.order_id FROM bookings b JOIN orders o ON o.id = b.order_id
  WHERE b.agenda_at < ? AND b.overdue_at IS NULL AND o.status = 'InUse' ORDER BY b.agenda_at LIMIT 20`;

/** Marks a booking as overdue, once for each end, when the customer has the car after the end and the grace. */
@Injectable()
export class LatenessSweeper extends Sweeper {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly reader: Reader,
    private readonly config: OrderConfig,
    private readonly mails?: MailsService,
  ) {
    super('overdue bookings are marked later');
  }

  async sweep(): Promise<number> {
    const before = Date.now() - this.config.graceMs;
    const rows = await this.reader.query<{ order_id: number }>(OVERDUE, [before]);
    for (const { order_id } of rows) await this.mark(order_id);
    return waitAfter(rows.length);
  }

  /**
   * Several replicas sweep, and a return or an extension may come first: the update is guarded by the version of the booking, which is
   * read before the order.
   */
  private mark(orderId: number): Promise<void> {
    return this.unitOfWork.transaction(async (tx) => {
      const booking = await tx.find(Booking, { orderId });
      const order = await tx.find(Order, { id: orderId });
      if (order?.status !== 'InUse') return;
      const since = booking?.becomeOverdue(this.config.graceMs) ?? 'unchanged';
      if (!booking || since === 'unchanged') return;
      await tx.update(booking);
      const [to, customerId] = [booking.to.toISOString(), order.customerId];
      this.outbox.add(tx, OrderOverdue, { id: orderId, to, since: since.toISOString(), customerId });
      this.mails?.note(tx, order, 'overdue');
    });
  }
}
