import { Reader, UnitOfWork } from '@carshare/persistence';
import { continueTrace, runInTrace } from '@carshare/service-kit';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Order } from './order.entity.js';
import { OrdersSaga } from './orders.saga.js';

const PERIOD_MS = 500;
/** After a round that found nothing; what is found once may be due again half a second later. */
const IDLE_PERIOD_MS = 2_000;
const BATCH = 20;
const DUE = `due_at <= ? ORDER BY due_at LIMIT ${BATCH}`;
/** Between rounds while more is due: customers' requests come in between. */
const BREATH_MS = 50;
/** How long a claimed order belongs to one replica; above the longest step. */
const CLAIM_MS = 20_000;

/** Takes the due steps of orders: payments without an answer, cancellations without a refund. */
@Injectable()
export class OrdersSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OrdersSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly saga: OrdersSaga,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.round;
  }

  /** Drives the orders that are due by now, the longest due first. @returns the milliseconds to the next round */
  async sweep(): Promise<number> {
    const due = await this.reader.findWhere(Order, DUE, [Date.now()]);
    await Promise.all(due.map((order) => this.driveClaimed(order)));
    // After an outage of payment hundreds may be due at once.
    if (due.length === BATCH) return BREATH_MS;
    return due.length > 0 ? PERIOD_MS : IDLE_PERIOD_MS;
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

  private schedule(wait = PERIOD_MS): void {
    this.timer = setTimeout(() => {
      this.round = this.sweep()
        .catch((error: unknown) => {
          this.logger.warn(`the sweep waits: ${error instanceof Error ? error.message : String(error)}`);
          return PERIOD_MS;
        })
        .then((next) => {
          if (this.timer) this.schedule(next);
        });
    }, wait);
  }
}

/** What is done later for an order belongs to the trace of the request that opened it. */
function traceOf({ traceId }: Order): ReturnType<typeof continueTrace> {
  return continueTrace(traceId === null ? undefined : `00-${traceId}-${'0'.repeat(15)}1-01`);
}
