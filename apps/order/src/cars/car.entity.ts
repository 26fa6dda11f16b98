import { hash } from 'node:crypto';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A kind of car in the fleet. `stock` of the `fleet` are free; the rest belong to open orders. */
@Entity('cars')
export class Car {
  @PrimaryColumn({ name: 'product_id' }) productId: string;
  @Column() model: string;
  /** Of one car, in cents. */
  @Column({ type: 'integer' }) price: number;
  @Column() currency: string;
  @Column({ type: 'integer' }) stock: number;
  @Column({ type: 'integer' }) fleet: number;
}

/** Names a state of the car: equal states have equal versions, so a change and its reversal leave the version as it was. */
export function carVersion({ productId, model, price, currency, stock }: Car): string {
  return hash('sha256', JSON.stringify([productId, model, price, currency, stock]), 'base64url').slice(0, 16);
}
