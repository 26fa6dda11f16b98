import { UnitOfWork } from '@carshare/persistence';
import { Sweeper } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';

const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Erases the places of bookings some days after they ended. It runs when the service starts, and every hour. */
@Injectable()
export class PlaceRetention extends Sweeper {
  constructor(
    private readonly config: OrderConfig,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super('places are erased later');
  }

  async sweep(): Promise<number> {
    await this.erase();
    return PERIOD_MS;
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
