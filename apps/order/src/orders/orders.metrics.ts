import { Reader } from '@carshare/persistence';
import { Metrics } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';

/** Measures the orders with a due step: a payment without an answer, or a cancellation that is not complete. */
@Injectable()
export class OrdersMetrics {
  constructor(metrics: Metrics, reader: Reader) {
    const count = (): Promise<number> => reader.number('SELECT COUNT(*) AS n FROM orders WHERE due_at IS NOT NULL');
    const oldest = (): Promise<number> =>
      reader.number('SELECT MIN(updated_at) AS n FROM orders WHERE due_at IS NOT NULL');
    metrics.gauge('orders_due', 'Orders with a due step: payment has not answered, or a cancellation runs.', count);
    metrics.age('orders_due_oldest_age_seconds', 'Time since the order that waits longest changed.', oldest);
    metrics.gauge('orders_owed', 'Deprecated: the former name of orders_due.', count);
    metrics.age('orders_owed_oldest_age_seconds', 'Deprecated: use orders_due_oldest_age_seconds.', oldest);
  }
}
