import { hash } from 'node:crypto';
import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { VehicleStateConflict } from './vehicle.errors.js';

/**
 * `InService` can be booked, `OutOfService` cannot. `Pool` is not in the calendar: the car belongs to the stock of its model. `Retired`
 * is final.
 */
export const VEHICLE_STATES = ['InService', 'OutOfService', 'Pool', 'Retired'] as const;
export type VehicleState = (typeof VEHICLE_STATES)[number];

const NEXT: Readonly<Record<VehicleState, readonly VehicleState[]>> = {
  InService: ['OutOfService', 'Pool', 'Retired'],
  OutOfService: ['InService', 'Pool', 'Retired'],
  Pool: ['InService'],
  Retired: [],
};

/** Why a vehicle is out of service; null when an operator has set it so. */
export const STATE_REASONS = ['damage'] as const;
export type StateReason = (typeof STATE_REASONS)[number];

/** What a change of state means beside the row. */
export type StateOutcome = 'unchanged' | 'changed' | 'to-pool' | 'from-pool' | 'retired';

/** One car with a licence plate. Every writer of its occupations raises its version in the same transaction. */
@Entity('vehicles')
export class Vehicle {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'product_id' }) productId: string;
  @Column() plate: string;
  @Column({ type: 'varchar' }) state: VehicleState;
  @Column({ name: 'state_reason', type: 'varchar', nullable: true }) stateReason: StateReason | null;
  /** The order whose customer has the car now, whatever the calendar contains. */
  @Column({ name: 'out_order_id', type: 'integer', nullable: true }) outOrderId: number | null;
  /** When a car that is out has to be back. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ type: 'integer' }) version: number;

  static of(productId: string, plate: string): Vehicle {
    return Object.assign(new Vehicle(), {
      productId,
      plate,
      state: 'InService' as const,
      stateReason: null,
      outOrderId: null,
      dueAt: null,
      version: 1,
    });
  }

  /** Whether it has a calendar of its own, and is not part of the stock of its model. */
  get isInCalendar(): boolean {
    return this.state === 'InService' || this.state === 'OutOfService';
  }

  /** @throws {VehicleStateConflict} when the state does not follow on the present one */
  enter(state: VehicleState): StateOutcome {
    const before = this.state;
    if (state === before) return 'unchanged';
    if (!NEXT[before].includes(state)) throw new VehicleStateConflict(this.id, before, state);
    this.state = state;
    this.stateReason = null;
    if (before === 'Pool') return 'from-pool';
    return state === 'Pool' ? 'to-pool' : state === 'Retired' ? 'retired' : 'changed';
  }
}

/** Names what an operator can edit of a vehicle; bookings do not change it. */
export function vehicleTag({ id, productId, plate, state, stateReason }: Vehicle): string {
  const reason = stateReason === null ? [] : [stateReason];
  return hash('sha256', JSON.stringify([id, productId, plate, state, ...reason]), 'base64url').slice(0, 16);
}
