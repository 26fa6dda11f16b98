import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import type { UnmetDemandQuery, UnmetDemandView } from './unmet-demand.dto.js';
import { dayOf } from './unmet-demand.js';

const DAY_MS = 86_400_000;
const COUNTS = `SELECT product_id, reason, SUM(refusals) AS refusals FROM unmet_demand WHERE day >= ?
  GROUP BY product_id, reason ORDER BY SUM(refusals) DESC, product_id, reason LIMIT 500`;

interface Row {
  product_id: string;
  reason: string;
  refusals: number | string;
}

/** Reads the counts of refused orders. */
@Injectable()
export class UnmetDemandQueries {
  constructor(private readonly reader: Reader) {}

  async list({ days }: UnmetDemandQuery, now = new Date()): Promise<UnmetDemandView> {
    const from = dayOf(new Date(now.getTime() - (days - 1) * DAY_MS));
    const rows = await this.reader.query<Row>(COUNTS, [from]);
    const refused = rows.map(({ product_id, reason, refusals }) => ({
      productId: product_id,
      reason,
      count: Number(refusals),
    }));
    return { from, refused };
  }
}
