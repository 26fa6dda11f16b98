import { columnsOf, Money, priceFault } from '@carshare/events';
import { areRates } from '../pricing/time-price.js';
import { PriceInvalid } from './car.errors.js';
import type { Car } from './car.entity.js';

/** The prices in a request, in major units; a member that is absent stays as it is. */
export interface AskedPrices {
  pricePerUnit?: number;
  pricePerDay?: number;
  pricePerHour?: number;
  /** 0: distance is not charged. */
  pricePerKm?: number;
}

/** The columns that contain a model's prices. */
type PriceColumns = Pick<
  Car,
  'minorUnits' | 'hundredths' | 'currency' | 'perDayMinorUnits' | 'perHourMinorUnits' | 'perKmMinorUnits'
>;

/**
 * The prices that a request leaves a model with.
 * @throws {PriceInvalid} for a price that the currency does not allow, one price by time without the other, and a day that costs more than
 * 24 hours: splitting a booking would make it cheaper
 */
export function pricesOf(
  asked: AskedPrices,
  seen: Pick<Car, 'currency' | 'price' | 'pricePerDay' | 'pricePerHour' | 'pricePerKm'>,
): PriceColumns {
  const { currency } = seen;
  const priceOf = <Kept extends Money | null>(field: keyof AskedPrices, kept: Kept): Money | Kept => {
    const major = asked[field];
    return major === undefined ? kept : toPrice(field, major, currency);
  };
  const perDay = priceOf('pricePerDay', seen.pricePerDay)?.minorUnits ?? null;
  const perHour = priceOf('pricePerHour', seen.pricePerHour)?.minorUnits ?? null;
  if (perDay === null || perHour === null) {
    if (perDay !== perHour) throw new PriceInvalid('pricePerDay', 'Send pricePerDay and pricePerHour together.');
  } else if (!areRates({ perDay, perHour })) {
    throw new PriceInvalid('pricePerDay', 'A day must cost at most 24 hours.');
  }
  const { minorUnits, hundredths } = columnsOf(priceOf('pricePerUnit', seen.price));
  const perKm = asked.pricePerKm === 0 ? null : (priceOf('pricePerKm', seen.pricePerKm)?.minorUnits ?? null);
  return {
    minorUnits,
    hundredths,
    currency,
    perDayMinorUnits: perDay,
    perHourMinorUnits: perHour,
    perKmMinorUnits: perKm,
  };
}

function toPrice(field: keyof AskedPrices, major: number, currency: string): Money {
  const fault = priceFault(major, currency);
  if (fault !== undefined) throw new PriceInvalid(field, fault);
  return Money.of(major, currency);
}
