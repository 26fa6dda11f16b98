import { Reader } from '@carshare/persistence';
import { toPage, type Page } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { CarNotBookable } from '../bookings/booking.errors.js';
import { BookingsService } from '../bookings/bookings.service.js';
import { assertBookable, plus, readPeriod } from '../bookings/period.js';
import { toCarView, type CarView } from '../cars/car.dto.js';
import { Car } from '../cars/car.entity.js';
import { CarNotFound } from '../cars/car.errors.js';
import { CarsQueries } from '../cars/cars.queries.js';
import { toPriceView, type QuoteView } from '../pricing/quote.dto.js';
import { freeVehicles } from '../vehicles/calendar.js';
import { fleetCalendars } from '../vehicles/fleet-calendars.js';
import { freeWindows, occupiedBy, type FreeWindow } from '../vehicles/free-windows.js';
import { toWindowView, type AvailabilityView } from './availability.dto.js';

const MINUTE_MS = 60_000;

/** Reads what is free of the fleet, and what it costs. */
@Injectable()
export class FleetQueries {
  constructor(
    private readonly reader: Reader,
    private readonly config: OrderConfig,
    private readonly cars: CarsQueries,
    private readonly bookings: BookingsService,
  ) {}

  /** The fleet; for a period, with what is free of each model and what it costs. @throws {DomainError} 422 */
  async list(from?: string, to?: string): Promise<Page<CarView>> {
    const cars = await this.cars.all();
    const isPeriod = from !== undefined || to !== undefined;
    const views = isPeriod ? await this.withQuotes(cars, from, to) : cars.map(toCarView);
    const filter = isPeriod ? { from, to } : {};
    return toPage('/cars', 'cars', views, cars.length, { ...filter, page: 0, size: Math.max(1, cars.length) });
  }

  /** @throws {DomainError} 404, 409 for a model without prices by time, 422 */
  async quote(productId: string, from: string | undefined, to: string | undefined): Promise<QuoteView> {
    const now = new Date();
    const period = this.read(from, to, now);
    const car = await this.car(productId);
    const terms = this.bookings.termsOf(car);
    if (!terms) throw new CarNotBookable(productId);
    const taken = occupiedBy(period, this.config.buffers);
    const free = await freeVehicles(this.reader, taken, this.bookings.overdueBefore(now), productId);
    return { ...toPriceView(period, terms, car.currency, now), available: free.length };
  }

  /** The free windows of a model that can still be booked. @throws {DomainError} 404, 422 */
  async availability(productId: string, from: string | undefined, to: string | undefined): Promise<AvailabilityView> {
    const now = new Date();
    const asked = readPeriod(plus(from), plus(to));
    const { buffers, periodRules } = this.config;
    const car = await this.car(productId);
    const soonest = Math.ceil((now.getTime() + periodRules.leadMs) / MINUTE_MS) * MINUTE_MS;
    const range = {
      from: new Date(Math.max(asked.from.getTime(), soonest)),
      to: new Date(Math.min(asked.to.getTime(), now.getTime() + periodRules.horizonMs)),
    };
    const overdueBefore = this.bookings.overdueBefore(now);
    const isBookable = range.from < range.to && this.bookings.termsOf(car) !== undefined;
    const calendars = isBookable
      ? await fleetCalendars(this.reader, occupiedBy(range, buffers), overdueBefore, { productId })
      : [];
    const windows = freeWindows(
      range,
      calendars.map(({ occupations }) => occupations),
      buffers,
      periodRules.shortestMs,
    );
    return {
      productId,
      from: asked.from.toISOString(),
      to: asked.to.toISOString(),
      windows: windows.map(toWindowView),
    };
  }

  /** The models with what is free of each in the period, and what that costs. */
  private async withQuotes(cars: readonly Car[], from: string | undefined, to: string | undefined): Promise<CarView[]> {
    const now = new Date();
    const period = this.read(from, to, now);
    const free = await freeVehicles(
      this.reader,
      occupiedBy(period, this.config.buffers),
      this.bookings.overdueBefore(now),
    );
    return cars.map((car) => {
      const terms = this.bookings.termsOf(car);
      const available = terms ? free.filter(({ productId }) => productId === car.productId).length : 0;
      const quote = terms ? { ...toPriceView(period, terms, car.currency, now), available } : null;
      return { ...toCarView(car), available, quote };
    });
  }

  private read(from: string | undefined, to: string | undefined, now: Date): FreeWindow {
    const period = readPeriod(plus(from), plus(to));
    assertBookable(period, this.config.periodRules, now);
    return period;
  }

  private async car(productId: string): Promise<Car> {
    const car = await this.reader.find(Car, { productId });
    if (!car || car.retiredAt !== null) throw new CarNotFound(productId);
    return car;
  }
}
