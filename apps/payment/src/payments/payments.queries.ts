import { Reader } from '@carshare/persistence';
import {
  assertSameRequest,
  pageOf,
  toPage,
  type Page,
  type PageQuery,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { PaymentCancellation } from './payment-cancellation.entity.js';
import { PaymentProvider } from './payment-provider.js';
import {
  toCancellationView,
  toPaymentView,
  type CancelPayment,
  type PaymentCancellationView,
  type PaymentView,
  type PayOrder,
  type ProviderView,
} from './payment.dto.js';
import { Payment, type PaymentStatus } from './payment.entity.js';
import { CancellationNotFound, PaymentNotFound } from './payment.errors.js';

/** Payments that hold or held money. */
const SHOWN: PaymentStatus[] = ['OrderApproved', 'PaymentCancelled'];

/** Reads payments and their cancellations. */
@Injectable()
export class PaymentsQueries {
  constructor(
    @InjectRepository(Payment) private readonly payments: Repository<Payment>,
    @InjectRepository(PaymentCancellation) private readonly cancellations: Repository<PaymentCancellation>,
    private readonly paymentProvider: PaymentProvider,
    private readonly reader: Reader,
  ) {}

  provider(): ProviderView {
    return { name: this.paymentProvider.name, testMethods: this.paymentProvider.testMethods };
  }

  /** The order's one payment record, in whatever status. */
  ofOrder(orderId: number): Promise<Payment | undefined> {
    return this.reader.find(Payment, { orderId });
  }

  /** An adjustment of the order, in whatever status. */
  adjustment(orderId: number, number: number): Promise<PaymentAdjustment | undefined> {
    return this.reader.find(PaymentAdjustment, { orderId, number });
  }

  /** The numbers of the further charges of which no outcome is known. */
  async pendingCharges(orderId: number): Promise<number[]> {
    const found = await this.reader.all(PaymentAdjustment, { orderId, kind: 'charge', status: 'Pending' });
    return found.map(({ number }) => number);
  }

  /** The payment record that an earlier request for the order left. @throws {DomainError} 422 when the key was used for another payment */
  async earlier(request: PayOrder, idempotencyKey: string): Promise<Payment | undefined> {
    const { orderId } = request;
    const found = await this.reader.findWhere(Payment, 'order_id = ? OR idempotency_key = ?', [
      orderId,
      idempotencyKey,
    ]);
    const keyed = found.find((payment) => payment.idempotencyKey === idempotencyKey);
    if (keyed) assertSameRequest(keyed.requestHash, request);
    return found.find((payment) => payment.orderId === orderId);
  }

  /** @throws {DomainError} 422 when the key was used for another cancellation */
  async assertCancellationKey(idempotencyKey: string, request: CancelPayment): Promise<void> {
    const earlier = await this.reader.find(PaymentCancellation, { idempotencyKey });
    if (earlier) assertSameRequest(earlier.requestHash, request);
  }

  /** @throws {PaymentNotFound} also for another customer's payment */
  async get(id: number, caller: Principal): Promise<Resource<PaymentView>> {
    const [payment] = await this.reader.all(Payment, { id, status: SHOWN });
    if (!payment || !mayRead(caller, payment.customerId)) throw new PaymentNotFound(id);
    return toPaymentView(payment);
  }

  async list(query: PageQuery, caller: Principal): Promise<Page<PaymentView>> {
    const [payments, total] = await this.payments.findAndCount({
      where: { status: In(SHOWN), ...caller.visible },
      ...pageOf(query, ['id']),
    });
    return toPage('/payments', 'payments', payments.map(toPaymentView), total, query);
  }

  async findByOrder(orderId: number, caller: Principal): Promise<Page<PaymentView>> {
    const payments = await this.reader.all(Payment, { orderId, status: SHOWN, ...caller.visible });
    const query = { orderId, page: 0, size: 20 };
    return toPage('/payments/search/findByOrderId', 'payments', payments.map(toPaymentView), payments.length, query);
  }

  /** @throws {CancellationNotFound} also for another customer's cancellation */
  async getCancellation(id: number, caller: Principal): Promise<Resource<PaymentCancellationView>> {
    const cancellation = await this.reader.find(PaymentCancellation, { id });
    if (!cancellation || !mayRead(caller, cancellation.customerId)) throw new CancellationNotFound(id);
    return toCancellationView(cancellation);
  }

  async listCancellations(query: PageQuery, caller: Principal): Promise<Page<PaymentCancellationView>> {
    const [cancellations, total] = await this.cancellations.findAndCount({
      where: caller.visible,
      ...pageOf(query, ['id']),
    });
    return toPage('/paymentCancellations', 'paymentCancellations', cancellations.map(toCancellationView), total, query);
  }
}

function mayRead(caller: Principal, customerId: string): boolean {
  return caller.scope === undefined || caller.scope === customerId;
}
