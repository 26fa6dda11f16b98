import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OwedAmount } from '../adjustments/owed-amount.entity.js';
import { toOwedView, type OwedListView } from './owed.dto.js';

/** The most amounts of one list. */
const MOST = 500;

/** Reads the amounts that customers have not paid. */
@Injectable()
export class OwedQueries {
  constructor(private readonly reader: Reader) {}

  async list(): Promise<OwedListView> {
    const rows = await this.reader.findWhere(OwedAmount, `status = ? ORDER BY since, order_id LIMIT ${MOST}`, ['Open']);
    return { owed: rows.map(toOwedView) };
  }
}
