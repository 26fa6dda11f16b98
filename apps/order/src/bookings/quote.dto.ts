import { Money, smallestPayable } from '@carshare/events';
import { ApiProperty } from '@nestjs/swagger';
import { feeSteps, type FeeStep } from '../pricing/cancellation-terms.js';
import { timePrice } from '../pricing/time-price.js';
import type { FreeWindow } from '../vehicles/free-windows.js';
import type { BookedOrder } from './booked-order.js';
import type { BookingTerms } from './booking.entity.js';

export class PriceLineView {
  @ApiProperty({ enum: ['day', 'hour'] }) unit: 'day' | 'hour';
  @ApiProperty({ type: 'integer', example: 1 }) quantity: number;
  @ApiProperty({ example: 49 }) unitPrice: number;
  @ApiProperty({ example: 49 }) amount: number;
}

export class FeeStepView {
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The fee holds before this time; null means until the car is handed over.',
  })
  until: string | null;
  @ApiProperty({ example: 0 }) fee: number;
}

/** What a period costs, and what cancelling it costs. */
export class PriceView {
  @ApiProperty({ type: [PriceLineView] }) lines: PriceLineView[];
  @ApiProperty({ example: 49 }) amount: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({ type: [FeeStepView] }) cancellation: FeeStepView[];
}

export class QuoteView extends PriceView {
  @ApiProperty({ type: 'integer', example: 3, description: 'How many cars are free for the whole period.' })
  available: number;
}

/** What cancelling an order costs now. */
export class FeeView {
  @ApiProperty({ example: 24.5 }) fee: number;
  @ApiProperty({ example: 24.5 }) refund: number;
  @ApiProperty({ example: 'EUR' }) currency: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The fee holds before this time; null means until the car is handed over.',
  })
  until: string | null;
}

export class FreeWindowView {
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
}

export class AvailabilityView {
  @ApiProperty({ example: '1001' }) productId: string;
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({
    type: [FreeWindowView],
    description: 'A period within from and to can be booked when one window contains it.',
  })
  windows: FreeWindowView[];
}

/** The price of a period under the terms, as the API shows it. */
export function toPriceView(period: FreeWindow, terms: BookingTerms, currency: string, now: Date): PriceView {
  const { lines, amount } = timePrice(period.to.getTime() - period.from.getTime(), terms);
  const booking = { from: period.from, amount, smallestAmount: smallestPayable(currency).minorUnits };
  const major = (minorUnits: number): number => Money.ofMinorUnits(minorUnits, currency).major;
  return {
    lines: lines.map((line) => ({ ...line, unitPrice: major(line.unitPrice), amount: major(line.amount) })),
    amount: major(amount),
    currency,
    cancellation: feeSteps(terms, booking, now).map(({ until, fee }) => ({
      until: until?.toISOString() ?? null,
      fee: major(fee),
    })),
  };
}

export function toFeeView({ amount, currency }: BookedOrder, step: FeeStep): FeeView {
  const fee = Money.ofMinorUnits(step.fee, currency);
  return { fee: fee.major, refund: amount.minus(fee).major, currency, until: step.until?.toISOString() ?? null };
}

export function toWindowView({ from, to }: FreeWindow): FreeWindowView {
  return { from: from.toISOString(), to: to.toISOString() };
}
