import { Reader } from '@carshare/persistence';
import { Metrics } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';

/** Makes visible what a person must decide about: refused refunds, disputes, charges without a payment. */
@Injectable()
export class PaymentsMetrics {
  constructor(metrics: Metrics, reader: Reader) {
    metrics.gauge('payment_decisions_open', 'Decisions about money that wait for an operator.', () =>
      reader.number('SELECT COUNT(*) AS n FROM decisions WHERE closed_at IS NULL'),
    );
    metrics.age('payment_decisions_oldest_age_seconds', 'How long the oldest of them has waited.', () =>
      reader.number('SELECT MIN(opened_at) AS n FROM decisions WHERE closed_at IS NULL'),
    );
  }
}
