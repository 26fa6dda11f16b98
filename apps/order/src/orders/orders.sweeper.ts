import { Reader, UnitOfWork } from '@carshare/persistence';
import { continueTrace, DUE_ROWS, runInTrace, Sweeper, waitAfter } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { Order } from './order.entity.js';
import { OrdersSaga } from './orders.saga.js';

/** How long a claimed order belongs to one replica; above the longest step. */
const CLAIM_MS = 20_000;

/** Takes the due steps of orders: payments without an answer, cancellations without a refund. */
@Injectable()
export class OrdersSweeper extends Sweeper {
  constructor(
    private readonly saga: OrdersSaga,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
  ) {
    super('the sweep waits');
  }

  /** Drives the orders that are due by now, the longest due first. */
  async sweep(): Promise<number> {
    const due = await this.reader.findWhere(Order, DUE_ROWS, [Date.now()]);
    await Promise.all(due.map((order) => this.driveClaimed(order)));
    // After an outage of payment hundreds may be due at once.
    return waitAfter(due.length);
  }

  private async driveClaimed(order: Order): Promise<void> {
    if (!(await this.claim(order))) return;
    await runInTrace(traceOf(order), () => this.saga.drive(order));
  }

  /** Several replicas sweep: the one whose update goes through drives the order. */
  private async claim(order: Order): Promise<boolean> {
    const until = Date.now() + CLAIM_MS;
    const claimed = await this.unitOfWork.transaction((tx) =>
      tx.execute('UPDATE orders SET due_at = ?, version = version + 1 WHERE id = ? AND version = ?', [
        until,
        order.id,
        order.version,
      ]),
    );
    order.version += 1;
    return claimed === 1;
  }
}

/** What is done later for an order belongs to the trace of the request that opened it. */
function traceOf({ traceId }: Order): ReturnType<typeof continueTrace> {
  return continueTrace(traceId === null ? undefined : `00-${traceId}-${'0'.repeat(15)}1-01`);
}
