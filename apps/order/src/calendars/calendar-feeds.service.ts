import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';
import { VehicleNotFound } from '../vehicles/vehicle.errors.js';
import { CalendarFeed, type FeedOwner } from './calendar-feed.entity.js';
import { preferredLanguage } from './calendar-texts.js';
import { hashOf, newToken } from './calendar-token.js';

/** Issues and revokes the addresses of private calendars. */
@Injectable()
export class CalendarFeedsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: OrderConfig,
  ) {}

  /**
   * Issues a new address, which replaces the former one of the owner.
   * @param acceptLanguage the request's header: the calendar keeps this language
   * @returns the address, which is stored nowhere
   * @throws {VehicleNotFound} 404
   */
  async issue(owner: FeedOwner, acceptLanguage: string | undefined): Promise<string> {
    const token = newToken();
    const feed = CalendarFeed.of(owner, hashOf(token), preferredLanguage(acceptLanguage));
    try {
      await this.unitOfWork.transaction((tx) => replace(tx, owner, feed));
    } catch (error) {
      // Another request of the same owner has committed in between: its address is replaced now.
      if (!isUniqueViolation(error)) throw error;
      await this.unitOfWork.transaction((tx) => replace(tx, owner, feed));
    }
    return this.config.operator.publicUrl(`/calendar-feeds/${token}.ics`);
  }

  /** Revokes the owner's address, if there is one. */
  async revoke(owner: FeedOwner): Promise<void> {
    await this.unitOfWork.transaction((tx) => remove(tx, owner));
  }
}

async function replace(tx: Tx, owner: FeedOwner, feed: CalendarFeed): Promise<void> {
  if ('vehicleId' in owner && !(await tx.find(Vehicle, { id: owner.vehicleId }))) {
    throw new VehicleNotFound(owner.vehicleId);
  }
  await remove(tx, owner);
  await tx.insert(feed);
}

async function remove(tx: Tx, owner: FeedOwner): Promise<void> {
  if ('vehicleId' in owner) await tx.execute('DELETE FROM calendar_feeds WHERE vehicle_id = ?', [owner.vehicleId]);
  else await tx.execute('DELETE FROM calendar_feeds WHERE customer_id = ?', [owner.customerId]);
}
