import { hash } from 'node:crypto';
import { moneyIn, Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A kind of car in the fleet. `stock` of the `fleet` are free; the rest belong to open orders. */
@Entity('cars')
export class Car {
  @PrimaryColumn({ name: 'product_id' }) productId: string;
  @Column() model: string;
  @Column({ name: 'price_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'price', type: 'integer' }) hundredths: number;
  @Column() currency: string;
  @Column({ type: 'integer' }) stock: number;
  @Column({ type: 'integer' }) fleet: number;
  /** For each day of a booking, in minor units; null, like the next one, when the model cannot be booked by time. */
  @Column({ name: 'price_per_day_minor', type: 'integer', nullable: true }) perDayMinorUnits: number | null;
  /** For each started hour of the rest of a booking. */
  @Column({ name: 'price_per_hour_minor', type: 'integer', nullable: true }) perHourMinorUnits: number | null;
  /** For each kilometre beyond those that a booking includes; null when distance is not charged. */
  @Column({ name: 'price_per_km_minor', type: 'integer', nullable: true }) perKmMinorUnits: number | null;
  /** When the model was taken out of the fleet; its open orders go on. */
  @Column({ name: 'retired_at', ...instant, nullable: true }) retiredAt: Date | null;

  /** Of one car. */
  get price(): Money {
    return moneyIn(this);
  }

  get pricePerDay(): Money | null {
    return this.perDayMinorUnits === null ? null : Money.ofMinorUnits(this.perDayMinorUnits, this.currency);
  }

  get pricePerHour(): Money | null {
    return this.perHourMinorUnits === null ? null : Money.ofMinorUnits(this.perHourMinorUnits, this.currency);
  }

  get pricePerKm(): Money | null {
    return this.perKmMinorUnits === null ? null : Money.ofMinorUnits(this.perKmMinorUnits, this.currency);
  }
}

/**
 * Names a state of the car: equal states have equal versions, so a change and its reversal leave the version as it was. The price
 * is in hundredths, as version 0.1 names it: a client may read from one replica and write to another.
 */
export function carVersion(car: Car): string {
  const { productId, model, hundredths, currency, stock, perDayMinorUnits, perHourMinorUnits, perKmMinorUnits } = car;
  const byTime = perDayMinorUnits === null ? [] : [perDayMinorUnits, perHourMinorUnits];
  const byDistance = perKmMinorUnits === null ? [] : ['km', perKmMinorUnits];
  const state = [productId, model, hundredths, currency, stock, ...byTime, ...byDistance];
  return hash('sha256', JSON.stringify(state), 'base64url').slice(0, 16);
}
