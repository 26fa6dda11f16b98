import { Reader, UnitOfWork } from '@carshare/persistence';
import { Sweeper } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';

const PERIOD_MS = 3_600_000;
/** Between two ranges: requests and events are handled in between. */
const BREATH_MS = 10;
const KEPT_MS = 24 * 3_600_000;
const RANGE = 2_000;

/** Forgets Idempotency-Keys a day after their orders, as the API documents. The orders stay. It runs when the service starts, and every hour. */
@Injectable()
export class OrdersRetention extends Sweeper {
  /** Every order up to here has lost its key. */
  private forgotten = 0;

  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super('Idempotency-Keys are forgotten later');
  }

  async sweep(): Promise<number> {
    return (await this.forget()) === RANGE ? BREATH_MS : PERIOD_MS;
  }

  /** Goes through a range of orders by id, up to the first that is younger than a day. @returns how many of the range are older */
  async forget(now = Date.now()): Promise<number> {
    const before = now - KEPT_MS;
    const rows = await this.reader.query<{ id: number; created_at: number | string }>(
      `SELECT id, created_at FROM orders WHERE id > ${this.forgotten} ORDER BY id LIMIT ${RANGE}`,
    );
    const young = rows.findIndex((row) => Number(row.created_at) >= before);
    const old = young === -1 ? rows : rows.slice(0, young);
    const last = old.at(-1);
    if (!last) return 0;
    await this.unitOfWork.transaction((tx) =>
      tx.execute(
        'UPDATE orders SET idempotency_key = NULL, request_hash = NULL, version = version + 1 WHERE id > ? AND id <= ? AND idempotency_key IS NOT NULL AND created_at < ?',
        [this.forgotten, last.id, before],
      ),
    );
    this.forgotten = last.id;
    return old.length;
  }
}
