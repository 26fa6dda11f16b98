import type { Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { Booking } from '../bookings/booking.entity.js';
import { fillBlocks } from '../vehicles/blocked-time.js';
import type { Queries } from '../vehicles/occupations.js';
import { lengthen, postponeReturn, shorten, timeLeft, type TimeLeft } from '../vehicles/lengthen.js';
import { Adjustment } from './adjustment.entity.js';

const MINUTE_MS = 60_000;

/** What a booking can be extended to. */
export interface Room {
  left: TimeLeft | undefined;
  /** The latest possible end, on a whole minute; null when the booking cannot be extended. */
  latestTo: Date | null;
}

/** What an extension takes of the calendar, and gives back when it is withdrawn. Each method is a part of a transaction. */
@Injectable()
export class ExtensionClaims {
  constructor(private readonly config: OrderConfig) {}

  /** How far the booking can be extended: to the next occupation, the longest booking, or the horizon. */
  async room(queries: Queries, { orderId, from, to }: Booking, now: Date): Promise<Room> {
    const { buffers, periodRules } = this.config;
    const left = await timeLeft(queries, orderId);
    if (!left) return { left, latestTo: null };
    const latest = Math.min(
      left.nextStart === null ? Infinity : left.nextStart.getTime() - buffers.turnaroundMs,
      from.getTime() + periodRules.longestMs,
      now.getTime() + periodRules.horizonMs,
    );
    const whole = Math.floor(latest / MINUTE_MS) * MINUTE_MS;
    return { left, latestTo: whole > Math.max(to.getTime(), now.getTime()) ? new Date(whole) : null };
  }

  /** Lengthens the occupation of the order. @throws {StaleWrite} when the calendar was written since it was read */
  async claim(tx: Tx, left: TimeLeft, orderId: number, to: Date): Promise<void> {
    await lengthen(tx, left, orderId, this.takenUntil(to));
  }

  /** The extension is paid: the booking ends later, and so does the time in which its vehicle is out. */
  async confirm(tx: Tx, { orderId, to }: Adjustment, isOut: boolean): Promise<void> {
    const booking = await tx.find(Booking, { orderId });
    if (!booking || to === null) throw new RangeError(`order ${orderId} has no booking to extend`);
    booking.endAt(to, isOut);
    await tx.update(booking);
    await postponeReturn(tx, orderId, to);
  }

  /** Gives the time of an extension back that is not paid. */
  async giveBack(tx: Tx, { orderId, from, to }: Adjustment): Promise<void> {
    const booking = await tx.find(Booking, { orderId });
    if (!booking || from === null || to === null) throw new RangeError(`order ${orderId} has no booking to shorten`);
    const freed = { startsAt: this.takenUntil(from), endsAt: this.takenUntil(to) };
    await shorten(tx, booking.vehicleId, orderId, freed.startsAt);
    await fillBlocks(tx, booking.vehicleId, freed);
  }

  /** Withdraws the open extension of an order, if it has one: its time is free, and its charge is voided afterwards. */
  async withdrawOpen(tx: Tx, orderId: number): Promise<void> {
    const open = await tx.find(Adjustment, { openOrderId: orderId });
    if (open?.withdraw() !== 'withdrawn') return;
    await tx.update(open);
    await this.giveBack(tx, open);
  }

  private takenUntil(to: Date): Date {
    return new Date(to.getTime() + this.config.buffers.turnaroundMs);
  }
}
