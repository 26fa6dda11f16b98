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
