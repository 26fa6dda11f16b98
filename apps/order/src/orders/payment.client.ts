import { Metrics, ServiceClient, type ServiceAnswer } from '@carshare/service-kit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { periodOf, type Booking } from '../bookings/booking.entity.js';
import type { Order } from './order.entity.js';

const DEADLINE_MS = 5_000;
/** The status of a payment that holds the order's money. */
const APPROVED = 'OrderApproved';

/** What came of asking for money. */
export type PaymentOutcome =
  | { kind: 'paid' }
  | { kind: 'declined'; reason: string | undefined }
  /** Payment has certainly not charged, and will not. */
  | { kind: 'unpaid' }
  /** Something between here and payment's database is broken, and says so: payment may have charged, and can be asked. */
  | { kind: 'unavailable' }
  /** Payment may have charged. */
  | { kind: 'unknown' };

/** The one synchronous call of an order: it asks payment. */
@Injectable()
export class PaymentClient implements OnApplicationShutdown {
  private readonly payment: ServiceClient;

  constructor(config: OrderConfig, metrics?: Metrics) {
    this.payment = new ServiceClient({
      service: config.service,
      url: config.PAYMENT_URL,
      deadlineMs: DEADLINE_MS,
      connections: config.MAX_IN_FLIGHT,
      token: () => config.JWT_SERVICE_TOKEN,
      ...(metrics ? { metrics } : {}),
    });
  }

  async pay(order: Order, booking?: Booking): Promise<PaymentOutcome> {
    const answer = await this.payment.post('/payments', `pay-${order.id}`, {
      orderId: order.id,
      productId: order.productId,
      qty: order.qty,
      // The replaced payment service stores it as it comes, and its payment is recognised by it.
      status: APPROVED,
      amount: order.amount.major,
      currency: order.currency,
      customerId: order.customerId,
      ...(order.paymentMethod ? { paymentMethod: order.paymentMethod } : {}),
      ...(booking && periodOf(booking)),
    });
    if (answer === 'unsent') return { kind: 'unpaid' };
    return answer === 'unanswered' ? { kind: 'unknown' } : judge(answer, order.id);
  }

  /** Asks what came of an order's payment: `unpaid` says that no money is held at the moment. */
  async find(order: Order): Promise<PaymentOutcome> {
    const answer = await this.payment.get(`/payments/search/findByOrderId?orderId=${order.id}`);
    if (typeof answer === 'string' || answer.status !== 200) return { kind: 'unknown' };
    const { payments } = (answer.body['_embedded'] ?? {}) as { payments?: { status?: string }[] };
    return { kind: payments?.some((payment) => payment.status === APPROVED) ? 'paid' : 'unpaid' };
  }

  /** Has the delivery cancelled and the money returned, or makes sure that no money is ever taken. @returns whether it is done */
  async cancel(order: Order, booking?: Booking): Promise<boolean> {
    const { id, productId, qty } = order;
    // What is kept of the money; the same in every repetition, as it is stored with the wish to cancel.
    const kept = booking?.feeIn(order.currency);
    const fee = kept && kept.minorUnits > 0 ? { fee: kept.major } : {};
    const request = { orderId: id, productId, qty, status: 'PaymentCancelled', ...fee };
    const answer = await this.payment.post('/paymentCancellations', `cancel-${id}`, request);
    return typeof answer !== 'string' && answer.status === 201;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.payment.close();
  }
}

function judge({ status, overloaded, body }: ServiceAnswer, orderId: number): PaymentOutcome {
  if (status === 201 && body['orderId'] === orderId && body['status'] === APPROVED) return { kind: 'paid' };
  if (status === 402) {
    return { kind: 'declined', reason: typeof body['detail'] === 'string' ? body['detail'] : undefined };
  }
  // Rejected before any effect: by payment's own limit, by the mesh's, or as a request that payment does not accept.
  if (overloaded || body['code'] === 'service.overloaded' || (status >= 400 && status < 500)) return { kind: 'unpaid' };
  return { kind: status === 503 ? 'unavailable' : 'unknown' };
}
