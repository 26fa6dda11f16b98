import { UnitOfWork } from '@carshare/persistence';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';

const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Erases the places of bookings some days after they ended. It runs when the service starts, and then every hour. */
@Injectable()
export class PlaceRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PlaceRetention.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly config: OrderConfig,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onApplicationBootstrap(): void {
    const run = (): void => {
      this.running = this.erase().then(
        () => undefined,
        (error: unknown) => {
          this.logger.warn(`places are erased later: ${error instanceof Error ? error.message : String(error)}`);
        },
      );
    };
    run();
    this.timer = setInterval(run, PERIOD_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** @returns how many places were erased */
  erase(now = Date.now()): Promise<number> {
    const before = now - this.config.PLACE_RETENTION_DAYS * DAY_MS;
    return this.unitOfWork.transaction((tx) =>
      tx.execute(
        'UPDATE bookings SET place = NULL, place_kept_from = NULL, version = version + 1 WHERE place_kept_from <= ?',
        [before],
      ),
    );
  }
}
