import { hash } from 'node:crypto';
import { moneyIn, type Money } from '@carshare/events';
import { bigint } from '@carshare/persistence';
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

  /** Of one car. */
  get price(): Money {
    return moneyIn(this);
  }
}

/**
 * Names a state of the car: equal states have equal versions, so a change and its reversal leave the version as it was. The price
 * is in hundredths, as version 0.1 names it: a client may read from one replica and write to another.
 */
export function carVersion({ productId, model, hundredths, currency, stock }: Car): string {
  return hash('sha256', JSON.stringify([productId, model, hundredths, currency, stock]), 'base64url').slice(0, 16);
}
