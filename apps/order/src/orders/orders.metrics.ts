import { Reader } from '@carshare/persistence';
import { Metrics } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';

/** Makes orders visible that are owed something: payments without an answer, cancellations under way. */
@Injectable()
export class OrdersMetrics {
  constructor(metrics: Metrics, reader: Reader) {
    metrics.gauge('orders_owed', 'Orders that wait for payment to answer or for their cancellation.', () =>
      reader.number('SELECT COUNT(*) AS n FROM orders WHERE due_at IS NOT NULL'),
    );
    metrics.gauge('orders_owed_oldest_age_seconds', 'How long ago the oldest of them changed.', async () => {
      const changed = await reader.number('SELECT MIN(updated_at) AS n FROM orders WHERE due_at IS NOT NULL');
      return changed === 0 ? 0 : (Date.now() - changed) / 1000;
    });
  }
}
