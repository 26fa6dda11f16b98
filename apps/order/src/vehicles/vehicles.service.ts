import type { OrderStatus } from '@carshare/events';
import { recordAction } from '@carshare/operations';
import { isUniqueViolation, UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { lockCar } from '../cars/lock-car.js';
import { MAX_STOCK } from '../cars/car.dto.js';
import { StockOutOfRange } from '../cars/car.errors.js';
import type { ChangeVehicle, NewVehicle } from './vehicle.dto.js';
import { Vehicle, vehicleTag, type StateOutcome } from './vehicle.entity.js';
import { PlateTaken, PoolEmpty, VehicleBooked, VehicleChanged, VehicleNotFound } from './vehicle.errors.js';

/** What an operator does with vehicles. A car is moved between pool and calendar in one transaction. */
@Injectable()
export class VehiclesService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Adds a vehicle, from the stock of its model if asked to. @throws {DomainError} 404, 409 */
  add({ productId, plate, fromStock }: NewVehicle): Promise<Vehicle> {
    return this.withPlate(plate, async (tx) => {
      await lockCar(tx, productId);
      if (fromStock) await takeFromPool(tx, productId);
      const vehicle = Vehicle.of(productId, plate);
      await tx.insert(vehicle);
      return vehicle;
    });
  }

  /**
   * Changes plate and state.
   * @param isMatch whether the vehicle's version is one that the operator has seen
   * @throws {DomainError} 404, 409 for a state that does not follow or a vehicle that is taken, 412 for a stale version
   */
  change(
    id: number,
    { plate, state, reason }: ChangeVehicle,
    isMatch: (version: string) => boolean,
    operator: Principal,
  ): Promise<Vehicle> {
    return this.withPlate(plate ?? '', async (tx) => {
      // The vehicle is read before its calendar: a booking in between raises its version, and the update starts over.
      const vehicle = await tx.find(Vehicle, { id });
      if (!vehicle) throw new VehicleNotFound(id);
      if (!isMatch(vehicleTag(vehicle))) throw new VehicleChanged(id);
      vehicle.plate = plate ?? vehicle.plate;
      const { state: before, stateReason } = vehicle;
      const outcome = state === undefined ? 'unchanged' : vehicle.enter(state);
      if (outcome === 'to-pool' || outcome === 'retired') await assertFree(tx, vehicle);
      await tx.update(vehicle);
      await move(tx, vehicle.productId, outcome);
      if (outcome !== 'unchanged') {
        const action = stateReason === 'damage' ? 'clear-damage' : 'set-state';
        const change = { subject: `vehicle ${id}`, outcome: `${before} to ${vehicle.state}` };
        await recordAction(tx, operator, { action, reason, ...change });
      }
      return vehicle;
    });
  }

  private async withPlate(plate: string, work: (tx: Tx) => Promise<Vehicle>): Promise<Vehicle> {
    try {
      return await this.unitOfWork.transaction(work);
    } catch (error) {
      if (isUniqueViolation(error)) throw new PlateTaken(plate);
      throw error;
    }
  }
}

async function move(tx: Tx, productId: string, outcome: StateOutcome): Promise<void> {
  if (outcome === 'from-pool') {
    // A model that is retired at the same moment must not be left with a vehicle in service.
    await lockCar(tx, productId);
    await takeFromPool(tx, productId);
  }
  if (outcome === 'to-pool') await giveToPool(tx, productId);
}

async function takeFromPool(tx: Tx, productId: string): Promise<void> {
  const sql = 'UPDATE cars SET stock = stock - 1, fleet = fleet - 1 WHERE product_id = ? AND stock >= 1';
  if ((await tx.execute(sql, [productId])) !== 1) throw new PoolEmpty(productId);
}

async function giveToPool(tx: Tx, productId: string): Promise<void> {
  const sql = 'UPDATE cars SET stock = stock + 1, fleet = fleet + 1 WHERE product_id = ? AND stock < ?';
  if ((await tx.execute(sql, [productId, MAX_STOCK])) !== 1) throw new StockOutOfRange(productId, MAX_STOCK);
}

/** An occupation that is not over, with the status of its order. */
interface NotOver {
  order_id: number | null;
  ends_at: number | string;
  status: OrderStatus | null;
}

/** The orders whose occupation is only the turnaround that is left. */
const ENDED: ReadonlySet<OrderStatus | null> = new Set(['Returned', 'Completed'] as const);

/** @throws {VehicleBooked} when it is out, or an occupation of it is not over */
async function assertFree(tx: Tx, { id, outOrderId }: Vehicle, now = Date.now()): Promise<void> {
  const rows = await tx.query<NotOver>(
    'SELECT c.order_id, c.ends_at, o.status FROM occupations c LEFT JOIN orders o ON o.id = c.order_id WHERE c.vehicle_id = ? AND c.starts_at >= COALESCE((SELECT MAX(p.starts_at) FROM occupations p WHERE p.vehicle_id = ? AND p.starts_at <= ?), 0) AND c.ends_at > ? ORDER BY c.starts_at LIMIT 20',
    [id, id, now, now],
  );
  const last = rows.at(-1);
  if (!last && outOrderId === null) return;
  const open = rows.filter(({ status }) => !ENDED.has(status)).map(({ order_id }) => order_id);
  throw new VehicleBooked(id, {
    orders: [...new Set([outOrderId, ...open].filter((order) => order !== null))],
    ended: rows.find(({ status }) => ENDED.has(status))?.order_id ?? undefined,
    until: last && new Date(Number(last.ends_at)),
  });
}
