import { Metrics, ServiceClient } from '@carshare/service-kit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PaymentConfig } from '../app.config.js';
import type { Payment } from './payment.entity.js';

/** Below the deadline of the order service, which waits for payment while payment waits for delivery. */
const DEADLINE_MS = 3_000;

/**
 * What delivery answered: `canceled` for sure, `handed-over` when the customer has or had the car, `unknown` when it did not answer or
 * could not decide.
 */
export type CancelOutcome = 'canceled' | 'handed-over' | 'unknown';

/** Asks delivery to cancel before any money goes back. */
@Injectable()
export class DeliveryClient implements OnApplicationShutdown {
  private readonly delivery: ServiceClient;

  constructor(config: PaymentConfig, metrics?: Metrics) {
    this.delivery = new ServiceClient({
      service: config.service,
      url: config.DELIVERY_URL,
      deadlineMs: DEADLINE_MS,
      connections: config.MAX_IN_FLIGHT,
      token: () => config.JWT_SERVICE_TOKEN,
      ...(metrics ? { metrics } : {}),
    });
  }

  async cancel({ id, orderId, customerId }: Payment): Promise<CancelOutcome> {
    const answer = await this.delivery.post('/cancellations', `cancel-${orderId}`, {
      orderId,
      paymentId: id,
      customerId,
      // The replaced delivery service stores it as it comes.
      status: 'DeliveryCanceled',
    });
    if (typeof answer === 'string') return 'unknown';
    if (answer.status === 409 && answer.body['code'] === 'delivery.handed_over') return 'handed-over';
    return answer.status === 201 ? 'canceled' : 'unknown';
  }

  async onApplicationShutdown(): Promise<void> {
    await this.delivery.close();
  }
}
