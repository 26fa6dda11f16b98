import { Money } from '@carshare/events';
import type { Car } from '../cars/car.entity.js';
import type { BookingTerms } from '../pricing/booking-terms.js';
import { HOUR_MS, timePrice } from '../pricing/time-price.js';
import type { Drive } from './drive.js';
import { localized } from './feed.js';

/** A model that can be booked, with the prices of a new booking. */
export interface BookableModel {
  car: Car;
  terms: BookingTerms;
}

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1_440;

/** Every car is a type of its model: the models differ in price. */
export function vehicleTypes(models: readonly BookableModel[], driveOf: (productId: string) => Drive): object {
  const types = models.map(({ car: { productId, model } }) => {
    const { propulsion, rangeMeters } = driveOf(productId);
    return {
      vehicle_type_id: productId,
      form_factor: 'car',
      propulsion_type: propulsion,
      max_range_meters: rangeMeters,
      name: localized(model),
      return_constraint: 'roundtrip_station',
      default_pricing_plan_id: productId,
    };
  });
  return { vehicle_types: types };
}

/**
 * The prices by time. The charged minimum is the base price, each further started hour costs the price per hour, and the fare of each 24
 * hours is capped at the price per day: that is `timePrice`. The specification starts a segment at its first minute, so a reader may
 * count an hour more for a period of exactly some hours. It cannot express the fee of a late cancellation.
 */
export function pricingPlans(models: readonly BookableModel[]): object {
  return { plans: models.map(toPlan) };
}

function toPlan({ car, terms }: BookableModel): object {
  const { productId, model, currency } = car;
  const { perDay, perHour, minHours } = terms;
  const major = (minorUnits: number): number => Money.ofMinorUnits(minorUnits, currency).major;
  const least = minHours === 1 ? 'hour' : `${minHours} hours`;
  return {
    plan_id: productId,
    name: localized(`${model} by time`),
    currency,
    price: major(timePrice(minHours * HOUR_MS, terms).amount),
    is_taxable: false,
    description: localized(
      `${major(perHour)} ${currency} for each started hour, at most ${major(perDay)} ${currency} for each 24 hours, at least the price of the first ${least}. A late cancellation costs ${terms.lateFeePercent} percent of the price.`,
    ),
    per_min_pricing: [{ start: minHours * MINUTES_PER_HOUR, rate: major(perHour), interval: MINUTES_PER_HOUR }],
    fare_capping: { duration: MINUTES_PER_DAY, price: major(perDay) },
  };
}
