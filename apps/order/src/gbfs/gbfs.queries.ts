import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { BookingsService } from '../bookings/bookings.service.js';
import { CarsQueries } from '../cars/cars.queries.js';
import { fleetCalendars } from '../vehicles/fleet-calendars.js';
import { occupiedBy } from '../vehicles/free-windows.js';
import type { Drive } from './drive.js';
import { feedNamed, toFeed, type Feed, type FeedName } from './feed.js';
import { bookableRange, toListedVehicle, type ListedVehicle } from './listed-vehicle.js';
import { pricingPlans, vehicleTypes, type BookableModel } from './model-feeds.js';
import { discovery, stationInformation, systemInformation } from './system-feeds.js';
import { stationStatus, vehicleAvailability, vehicleStatus } from './vehicle-feeds.js';
import { VehicleIds } from './vehicle-ids.js';

/** Reads the feeds of the General Bikeshare Feed Specification (https://github.com/MobilityData/gbfs/blob/master/gbfs.md). */
@Injectable()
export class GbfsQueries {
  constructor(
    private readonly reader: Reader,
    private readonly config: OrderConfig,
    private readonly cars: CarsQueries,
    private readonly bookings: BookingsService,
    private readonly ids: VehicleIds,
  ) {}

  /** @param file the name of a feed, with or without `.json` @throws {FeedNotFound} 404 */
  async feed(file: string, now = new Date()): Promise<Feed> {
    const name = feedNamed(file);
    return toFeed(name, await this.dataOf(name, now), now);
  }

  private async dataOf(name: FeedName, now: Date): Promise<object> {
    const { config } = this;
    const driveOf = (productId: string): Drive => config.gbfs.driveOf(productId);
    switch (name) {
      case 'gbfs':
        return discovery(config);
      case 'system_information':
        return systemInformation(config);
      case 'station_information':
        return stationInformation(config);
      case 'vehicle_types':
        return vehicleTypes(await this.models(), driveOf);
      case 'system_pricing_plans':
        return pricingPlans(await this.models());
      case 'station_status':
        return stationStatus(await this.models(), await this.vehicles(now), now);
      case 'vehicle_status':
        return vehicleStatus(await this.vehicles(now), driveOf, this.range(now).to);
      case 'vehicle_availability':
        return vehicleAvailability(await this.vehicles(now));
    }
  }

  /** The models that can be booked. */
  private async models(): Promise<BookableModel[]> {
    return (await this.cars.all()).flatMap((car) => {
      const terms = this.bookings.termsOf(car);
      return terms ? [{ car, terms }] : [];
    });
  }

  /** In the order of their public ids: the order of the vehicles' own ids would let a reader follow them. */
  private async vehicles(now: Date): Promise<ListedVehicle[]> {
    const { buffers, periodRules } = this.config;
    const range = this.range(now);
    // From now, not from the soonest start: the feeds also contain where a car is.
    const interval = { startsAt: now, endsAt: occupiedBy(range, buffers).endsAt };
    const calendars = await fleetCalendars(this.reader, interval, this.bookings.overdueBefore(now));
    const models = new Set((await this.models()).map(({ car }) => car.productId));
    const idOf = await this.ids.derive();
    const booking = { now, range, buffers, shortestMs: periodRules.shortestMs };
    return calendars
      .filter(({ productId }) => models.has(productId))
      .map((vehicle) => toListedVehicle(vehicle, idOf(vehicle), booking))
      .toSorted((a, b) => (a.publicId < b.publicId ? -1 : 1));
  }

  private range(now: Date): { from: Date; to: Date } {
    const { leadMs, horizonMs } = this.config.periodRules;
    return bookableRange(now, leadMs, horizonMs);
  }
}
