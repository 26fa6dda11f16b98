import { Money, smallestPayable } from '@carshare/events';
import { ApiProperty } from '@nestjs/swagger';
import type { BookingTerms } from './booking-terms.js';
import { feeSteps } from './cancellation-terms.js';
import { timePrice } from './time-price.js';

/** What is priced. */
interface Period {
  from: Date;
  to: Date;
}

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

/** The price of a period under the terms, as the API shows it. */
export function toPriceView(period: Period, terms: BookingTerms, currency: string, now: Date): PriceView {
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
