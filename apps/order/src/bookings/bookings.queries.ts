import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { OrderConfig } from '../app.config.js';
import { toCarView, type CarView } from '../cars/car.dto.js';
import { Car } from '../cars/car.entity.js';
import { CarNotFound } from '../cars/car.errors.js';
import { calendarsOf, freeVehicles } from '../vehicles/calendar.js';
import { freeWindows, occupiedBy, type FreeWindow } from '../vehicles/free-windows.js';
import type { BookedOrder } from './booked-order.js';
import { Booking } from './booking.entity.js';
import { CarNotBookable } from './booking.errors.js';
import { BookingsService } from './bookings.service.js';
import { assertBookable, plus, readPeriod } from './period.js';
import { toPriceView, toWindowView, type AvailabilityView, type QuoteView } from './quote.dto.js';

const MINUTE_MS = 60_000;

/** Reads bookings, prices and what is free. */
@Injectable()
export class BookingsQueries {
  constructor(
    private readonly reader: Reader,
    private readonly config: OrderConfig,
    private readonly bookings: BookingsService,
    @InjectRepository(Booking) private readonly repository: Repository<Booking>,
  ) {}

  /** The booking of an order; undefined for an instant order. */
  async ofOrder({ id, vehicleId }: BookedOrder): Promise<Booking | undefined> {
    return vehicleId === null ? undefined : this.reader.find(Booking, { orderId: id });
  }

  /** The bookings among the orders, by order id. */
  async ofOrders(orders: readonly BookedOrder[]): Promise<ReadonlyMap<number, Booking>> {
    const ids = orders.filter(({ vehicleId }) => vehicleId !== null).map(({ id }) => id);
    const found = ids.length === 0 ? [] : await this.repository.findBy({ orderId: In(ids) });
    return new Map(found.map((booking) => [booking.orderId, booking]));
  }

  /** The models with what is free of each in a period, and what that costs. @throws {DomainError} 422 */
  async fleet(cars: readonly Car[], from: string | undefined, to: string | undefined): Promise<CarView[]> {
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
      ? await calendarsOf(this.reader, occupiedBy(range, buffers), overdueBefore, productId)
      : [];
    const windows = freeWindows(range, calendars, buffers, periodRules.shortestMs);
    return {
      productId,
      from: asked.from.toISOString(),
      to: asked.to.toISOString(),
      windows: windows.map(toWindowView),
    };
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
