import { ServiceClient, type ServiceAnswer } from '@carshare/service-kit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import type { Adjustment } from './adjustment.entity.js';

const DEADLINE_MS = 5_000;

/** What came of an adjustment at payment. */
export type AdjustmentOutcome =
  | { kind: 'succeeded' }
  | { kind: 'declined'; reason: string | undefined }
  /** Payment has certainly not moved money under the number, and will not: it is voided, or the order holds no payment. */
  | { kind: 'voided' }
  /** Payment has not received the request, or has rejected it before any effect; it can be repeated. */
  | { kind: 'unsent' }
  /** Payment answered 503: another attempt under the number may reach a replica that works. The money may have moved. */
  | { kind: 'unavailable' }
  /** Payment may have moved the money. */
  | { kind: 'unknown' };

/** Asks payment to charge and refund under the numbers of an order. */
@Injectable()
export class AdjustmentsClient implements OnApplicationShutdown {
  private readonly payment: ServiceClient;

  constructor(config: OrderConfig) {
    this.payment = new ServiceClient({
      service: config.service,
      url: config.PAYMENT_URL,
      deadlineMs: DEADLINE_MS,
      connections: config.MAX_IN_FLIGHT,
      token: () => config.JWT_SERVICE_TOKEN,
    });
  }

  /** Charges or refunds. A repetition has no second effect: the key is derived from order and number. */
  async adjust(adjustment: Adjustment, customerId: string): Promise<AdjustmentOutcome> {
    const { orderId, number, kind, amount, currency, reason, paymentMethod } = adjustment;
    const answer = await this.payment.post('/paymentAdjustments', `adjust-${orderId}-${number}`, {
      orderId,
      number,
      kind,
      amount: amount.major,
      currency,
      reason,
      customerId,
      ...(paymentMethod !== null && kind === 'charge' && { paymentMethod }),
    });
    if (answer === 'unsent') return { kind: 'unsent' };
    return answer === 'unanswered' ? { kind: 'unknown' } : judge(answer, adjustment);
  }

  /** Asks what came of a number; `unsent` when payment does not know it. */
  async find({ orderId, number, kind }: Adjustment): Promise<AdjustmentOutcome> {
    const answer = await this.payment.get(`/paymentAdjustments/search/findByOrderId?orderId=${orderId}`);
    if (typeof answer === 'string' || answer.status !== 200) return { kind: 'unknown' };
    const { paymentAdjustments } = (answer.body['_embedded'] ?? {}) as {
      paymentAdjustments?: { number?: number; status?: string }[];
    };
    if (!paymentAdjustments) return { kind: 'unknown' };
    const found = paymentAdjustments.find((one) => one.number === number);
    return found ? outcomeOf(found.status, kind) : { kind: 'unsent' };
  }

  /** Makes sure that the number holds no money and never will. @returns whether it is done */
  async void({ orderId, number }: Adjustment): Promise<boolean> {
    const key = `void-adjust-${orderId}-${number}`;
    const answer = await this.payment.post('/paymentAdjustmentCancellations', key, { orderId, number });
    return typeof answer !== 'string' && answer.status === 201;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.payment.close();
  }
}

function judge({ status, overloaded, body }: ServiceAnswer, { orderId, number, kind }: Adjustment): AdjustmentOutcome {
  if (status === 201 && body['orderId'] === orderId && body['number'] === number) {
    return outcomeOf(body['status'], kind);
  }
  if (status === 402) {
    return { kind: 'declined', reason: typeof body['detail'] === 'string' ? body['detail'] : undefined };
  }
  if (body['code'] === 'payment.voided' || body['code'] === 'payment.not_charged') return { kind: 'voided' };
  // Rejected before any effect: by payment's own limit, by the mesh's, or as a request that payment does not accept.
  if (overloaded || body['code'] === 'service.overloaded' || (status >= 400 && status < 500)) return { kind: 'unsent' };
  return { kind: status === 503 ? 'unavailable' : 'unknown' };
}

/** Payment drives a refund that it has stored until it is made, so a pending one is settled here. */
function outcomeOf(status: unknown, kind: Adjustment['kind']): AdjustmentOutcome {
  switch (status) {
    case 'Succeeded':
      return { kind: 'succeeded' };
    case 'Declined':
      return { kind: 'declined', reason: undefined };
    case 'Voided':
      return { kind: 'voided' };
    default:
      return kind === 'refund' && status === 'Pending' ? { kind: 'succeeded' } : { kind: 'unknown' };
  }
}
