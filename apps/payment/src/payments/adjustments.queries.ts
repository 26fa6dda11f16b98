import { Reader } from '@carshare/persistence';
import { assertSameRequest, toPage, type Page, type Principal, type Resource } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { toAdjustmentView, type AdjustPayment, type PaymentAdjustmentView } from './adjustment.dto.js';
import { AdjustmentNotFound } from './adjustment.errors.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';

/** Reads the adjustments of payments. */
@Injectable()
export class AdjustmentsQueries {
  constructor(private readonly reader: Reader) {}

  /** The row that an earlier request for the number left. @throws {DomainError} 422 when the key was used for another adjustment */
  async earlier(request: AdjustPayment, idempotencyKey: string): Promise<PaymentAdjustment | undefined> {
    const keyed = await this.reader.find(PaymentAdjustment, { idempotencyKey });
    if (keyed) assertSameRequest(keyed.requestHash, request);
    const { orderId, number } = request;
    return keyed ?? this.reader.find(PaymentAdjustment, { orderId, number });
  }

  /** The adjustment as it is stored now. */
  async reload({ id }: PaymentAdjustment): Promise<PaymentAdjustment> {
    const adjustment = await this.reader.find(PaymentAdjustment, { id });
    if (!adjustment) throw new AdjustmentNotFound(id);
    return adjustment;
  }

  /** @throws {AdjustmentNotFound} also for another customer's adjustment */
  async get(id: number, caller: Principal): Promise<Resource<PaymentAdjustmentView>> {
    const [adjustment] = await this.reader.all(PaymentAdjustment, { id, ...caller.visible });
    if (!adjustment) throw new AdjustmentNotFound(id);
    return toAdjustmentView(adjustment);
  }

  async findByOrder(orderId: number, caller: Principal): Promise<Page<PaymentAdjustmentView>> {
    const found = await this.reader.all(PaymentAdjustment, { orderId, ...caller.visible });
    const views = found.sort((a, b) => a.number - b.number).map(toAdjustmentView);
    const query = { orderId, page: 0, size: Math.max(20, views.length) };
    return toPage('/paymentAdjustments/search/findByOrderId', 'paymentAdjustments', views, views.length, query);
  }
}
