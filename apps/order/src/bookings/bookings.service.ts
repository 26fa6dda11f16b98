import { Money, smallestPayable } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import type { Car } from '../cars/car.entity.js';
import type { BookingTerms } from '../pricing/booking-terms.js';
import { feeSteps, type FeeStep } from '../pricing/cancellation-terms.js';
import { toPriceView } from '../pricing/quote.dto.js';
import { timePrice } from '../pricing/time-price.js';
import { bestFit, freeVehicles, occupy, release, type FreeVehicle } from '../vehicles/calendar.js';
import { fleetCalendars } from '../vehicles/fleet-calendars.js';
import { freeWindows, occupiedBy, type FreeWindow } from '../vehicles/free-windows.js';
import { handOut, takeIn } from '../vehicles/hand-over.js';
import { reclaim } from '../vehicles/reclaim.js';
import type { BookedOrder, BookingRequest } from './booked-order.js';
import { Booking, type CancelledBy } from './booking.entity.js';
import { CarNotAvailable, CarNotBookable, FeeChanged, NotABooking, PriceChanged } from './booking.errors.js';
import { toFeeView } from './fee.dto.js';
import { assertBookable, readPeriod } from './period.js';

/** How many windows a refusal offers, and how far ahead of the period it looks for them, in milliseconds. */
const OFFERED_WINDOWS = 3;
const LOOK_AHEAD_MS = 30 * 86_400_000;

/** A request for a booking whose period can be booked, with its price. */
export interface BookingPlan {
  period: FreeWindow;
  terms: BookingTerms;
  amount: Money;
}

/** What a booking adds to the order's transactions: the vehicle's time, the terms, and the fee of a cancellation. */
@Injectable()
export class BookingsService {
  constructor(private readonly config: OrderConfig) {}

  /**
   * Prices the period of a request.
   * @returns undefined for an instant order
   * @throws {DomainError} 409 or 422 when the period or the price does not hold
   */
  plan(request: BookingRequest, car: Car, now: Date): BookingPlan | undefined {
    const { from, to, expectedAmount } = request;
    assertComplete(request);
    if (from === undefined || to === undefined) return undefined;
    const period = readPeriod(from, to);
    assertBookable(period, this.config.periodRules, now);
    const terms = this.termsOf(car);
    if (!terms) throw new CarNotBookable(car.productId);
    const price = timePrice(period.to.getTime() - period.from.getTime(), terms);
    const amount = Money.ofMinorUnits(price.amount, car.currency);
    if (expectedAmount !== undefined && expectedAmount !== amount.major) {
      throw new PriceChanged(toPriceView(period, terms, car.currency, now));
    }
    return { period, terms, amount };
  }

  /** The terms of a new booking; undefined for a model without prices by time. */
  termsOf({ perDayMinorUnits, perHourMinorUnits, perKmMinorUnits }: Car): BookingTerms | undefined {
    if (perDayMinorUnits === null || perHourMinorUnits === null) return undefined;
    return {
      perDay: perDayMinorUnits,
      perHour: perHourMinorUnits,
      minHours: this.config.BOOKING_MIN_CHARGED_HOURS,
      ...this.config.cancellationTerms,
      ...this.config.settlementTerms,
      perKm: perKmMinorUnits,
    };
  }

  /**
   * Finds the vehicle for a period; nothing is taken yet.
   * @param vehicleId the one that the customer wants
   * @param attempt of the transaction, from 1
   * @throws {CarNotAvailable} with the next free windows
   */
  async choose(
    tx: Tx,
    productId: string,
    period: FreeWindow,
    vehicleId: number | undefined,
    attempt: number,
    now: Date,
  ): Promise<FreeVehicle> {
    const free = await freeVehicles(tx, occupiedBy(period, this.config.buffers), this.overdueBefore(now), productId);
    const vehicle = bestFit(vehicleId === undefined ? free : free.filter(({ id }) => id === vehicleId), attempt);
    if (vehicle) return vehicle;
    throw new CarNotAvailable(productId, await this.nextWindows(tx, productId, period, vehicleId, now));
  }

  /** Takes the vehicle's time for the order, and keeps what was agreed. @throws {StaleWrite} when the calendar was written meanwhile */
  async take(
    tx: Tx,
    order: BookedOrder,
    vehicle: FreeVehicle,
    plan: BookingPlan,
    place: string | undefined,
  ): Promise<void> {
    const { period, terms } = plan;
    await occupy(tx, vehicle, order.id, occupiedBy(period, this.config.buffers));
    await tx.insert(Booking.of({ ...period, orderId: order.id, vehicleId: vehicle.id, terms, place }));
  }

  /** Frees the vehicle's time of an order that was refused or cancelled. */
  async end(tx: Tx, order: BookedOrder, now = new Date()): Promise<void> {
    const booking = await bookingOf(tx, order);
    booking.end(now);
    await tx.update(booking);
    await release(tx, booking.vehicleId, order.id);
  }

  /** Takes the vehicle's time again for an order whose car is out, as far as it is free. */
  async takeAgain(tx: Tx, order: BookedOrder): Promise<void> {
    const { from, to, vehicleId } = await bookingOf(tx, order);
    await reclaim(tx, vehicleId, order.id, occupiedBy({ from, to }, this.config.buffers));
  }

  /** The customer has the vehicle, until the end of the booking. The fee of a cancellation that came too late is dropped. */
  async handOver(tx: Tx, order: BookedOrder, odometer?: number): Promise<void> {
    const booking = await bookingOf(tx, order);
    booking.handOver(odometer);
    await tx.update(booking);
    await handOut(tx, booking.vehicleId, order.id, booking.to);
  }

  /** The vehicle is back: its time is free from the return and the turnaround on. */
  async takeBack(tx: Tx, order: BookedOrder, returnedAt: Date): Promise<Booking> {
    const booking = await bookingOf(tx, order);
    booking.takeBack();
    await tx.update(booking);
    await takeIn(tx, booking.vehicleId, order.id, returnedAt, this.config.buffers.turnaroundMs);
    return booking;
  }

  /**
   * Fixes the fee of a cancellation in the transaction that stores the wish to cancel.
   * @throws {FeeChanged} when it costs something and the caller has not agreed to exactly that
   */
  async fixFee(
    tx: Tx,
    order: BookedOrder,
    caller: Principal,
    expectedFee: number | undefined,
    now = new Date(),
  ): Promise<void> {
    const booking = await bookingOf(tx, order);
    const by = canceller(order, caller);
    const step = feeOf(booking, order, by, now);
    const fee = Money.ofMinorUnits(step.fee, order.currency);
    if (fee.minorUnits > 0 && expectedFee !== fee.major) throw new FeeChanged(order.id, toFeeView(order, step));
    booking.fixFee(fee, by);
    await tx.update(booking);
  }

  /** When a vehicle that is out had to be back, to be overdue now. */
  overdueBefore(now: Date): Date {
    return new Date(now.getTime() - this.config.graceMs);
  }

  private async nextWindows(
    tx: Tx,
    productId: string,
    { from, to }: FreeWindow,
    vehicleId: number | undefined,
    now: Date,
  ): Promise<FreeWindow[]> {
    const { buffers, periodRules } = this.config;
    const end = Math.min(to.getTime() + LOOK_AHEAD_MS, now.getTime() + periodRules.horizonMs);
    const range = { from, to: new Date(end) };
    const of = { productId, vehicleId };
    const calendars = await fleetCalendars(tx, occupiedBy(range, buffers), this.overdueBefore(now), of);
    const taken = calendars.map(({ occupations }) => occupations);
    return freeWindows(range, taken, buffers, to.getTime() - from.getTime()).slice(0, OFFERED_WINDOWS);
  }
}

async function bookingOf(tx: Tx, { id }: BookedOrder): Promise<Booking> {
  const booking = await tx.find(Booking, { orderId: id });
  if (!booking) throw new RangeError(`order ${id} has no booking`);
  return booking;
}

/** A member without those that it belongs to would be ignored: a car brought nowhere, or an order without an end. */
function assertComplete({ from, to, qty, place, vehicleId }: BookingRequest): void {
  if ((from === undefined) !== (to === undefined)) throw new NotABooking('from', 'from and to belong together.');
  if (from === undefined) {
    if (place !== undefined) throw new NotABooking('place', 'place needs from and to.');
    if (vehicleId !== undefined) throw new NotABooking('vehicleId', 'vehicleId needs from and to.');
  } else if (qty !== 1) throw new NotABooking('qty', 'A booking is for one car: qty must be 1.');
}

/** What cancelling a booking costs now; it is free when the shop cancels, and a fee that is fixed stays. */
export function feeOf(booking: Booking, { amount, currency }: BookedOrder, by: CancelledBy, now: Date): FeeStep {
  if (booking.feeMinorUnits !== null) return { fee: booking.feeMinorUnits, until: null };
  if (by === 'operator') return { fee: 0, until: null };
  const smallestAmount = smallestPayable(currency).minorUnits;
  return feeSteps(booking, { from: booking.from, amount: amount.minorUnits, smallestAmount }, now)[0];
}

/** An operator who cancels their own order is its customer. */
export function canceller({ customerId }: BookedOrder, caller: Principal): CancelledBy {
  return caller.isOperatorFor(customerId) ? 'operator' : 'customer';
}
