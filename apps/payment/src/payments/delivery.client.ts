import { Metrics, ServiceClient } from '@carshare/service-kit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PaymentConfig } from '../app.config.js';
import type { Payment } from './payment.entity.js';

/** Below the deadline of the order service, which waits for payment while payment waits for delivery. */
const DEADLINE_MS = 3_000;

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

  /** @returns whether the delivery is cancelled for sure */
  async cancel({ id, orderId, customerId }: Payment): Promise<boolean> {
    const answer = await this.delivery.post('/cancellations', `cancel-${orderId}`, {
      orderId,
      paymentId: id,
      customerId,
      // The replaced delivery service stores it as it comes.
      status: 'DeliveryCanceled',
    });
    return typeof answer !== 'string' && answer.status === 201;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.delivery.close();
  }
}
