import { Reader } from '@carshare/persistence';
import { Metrics } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';

/** Measures the adjustments with a due step, and the amounts that customers have not paid. */
@Injectable()
export class SettlementMetrics {
  constructor(metrics: Metrics, reader: Reader) {
    metrics.gauge('adjustments_due', 'Extensions and settlements with a due step at payment.', () =>
      reader.number('SELECT COUNT(*) AS n FROM adjustments WHERE due_at IS NOT NULL'),
    );
    metrics.age('adjustments_due_oldest_age_seconds', 'Time since the adjustment that waits longest changed.', () =>
      reader.number('SELECT MIN(updated_at) AS n FROM adjustments WHERE due_at IS NOT NULL'),
    );
    metrics.gauge('owed_amounts_open', 'Completed orders whose amount is not paid in full.', () =>
      reader.number("SELECT COUNT(*) AS n FROM owed_amounts WHERE status = 'Open'"),
    );
  }
}
