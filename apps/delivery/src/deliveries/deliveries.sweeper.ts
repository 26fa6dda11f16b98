import { Reader } from '@carshare/persistence';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DeliveriesService } from './deliveries.service.js';
import { Delivery } from './delivery.entity.js';

const PERIOD_MS = 500;
/** After a round that found nothing: bookings are planned to the minute. */
const IDLE_PERIOD_MS = 2_000;
const BATCH = 20;
const DUE = `due_at <= ? ORDER BY due_at LIMIT ${BATCH}`;
/** Between rounds while more is due: requests and events are handled in between. */
const BREATH_MS = 50;

/** Ships scheduled deliveries whose time has come. */
@Injectable()
export class DeliveriesSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveriesSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly deliveries: DeliveriesService,
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

  /** Ships the deliveries that are due by now, the longest due first. @returns the milliseconds to the next round */
  async sweep(): Promise<number> {
    const due = await this.reader.findWhere(Delivery, DUE, [Date.now()]);
    for (const { id } of due) await this.deliveries.shipDue(id);
    // After a pause of every replica hundreds may be due together.
    if (due.length === BATCH) return BREATH_MS;
    return due.length > 0 ? PERIOD_MS : IDLE_PERIOD_MS;
  }

  private schedule(wait = PERIOD_MS): void {
    this.timer = setTimeout(() => {
      this.round = this.sweep()
        .catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          this.logger.warn(`due deliveries were not shipped, the next round tries again: ${reason}`);
          return PERIOD_MS;
        })
        .then((next) => {
          if (this.timer) this.schedule(next);
        });
    }, wait);
  }
}
