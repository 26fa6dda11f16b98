import type { PlaceOrder } from '../../../../apps/order/src/orders/order.dto.js';
import { Vehicle } from '../../../../apps/order/src/vehicles/vehicle.entity.js';
import { freeVehicles, occupy } from '../../../../apps/order/src/vehicles/calendar.js';
import type { UnitOfWork } from '@carshare/persistence';
import type { Memory } from './memory.js';

const HOUR_MS = 3_600_000;

/** The lead and the turnaround of `OrderConfig`, which the vehicle is taken for beside the rental. */
export const BUFFER_MS = HOUR_MS;

/** The order of the other customer, who books the time that the extension asks for. */
const OTHER_ORDER = 2;

/** The one vehicle, its booking, and the end that the extension asks for. The clock of the model stands still. */
export function rentalTimes(): { from: Date; to: Date; extendedTo: Date } {
  // Cancelling is free of charge until 24 hours before the start.
  const from = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 48 * HOUR_MS;
  return { from: new Date(from), to: new Date(from + 2 * HOUR_MS), extendedTo: new Date(from + 3 * HOUR_MS) };
}

export function bookingRequest(): PlaceOrder {
  const { from, to } = rentalTimes();
  return { productId: '1001', qty: 1, from: from.toISOString(), to: to.toISOString() };
}

export function addVehicle(memory: Memory): void {
  memory.insert(Vehicle.of('1001', 'MODEL 1'));
}

/**
 * Books the time behind the order's own, in one transaction: it starts with the hour that the extension asks for.
 * @returns whether the vehicle was free
 */
export function bookGap(unitOfWork: UnitOfWork): Promise<boolean> {
  const { to } = rentalTimes();
  const taken = { startsAt: new Date(to.getTime() + BUFFER_MS), endsAt: new Date(to.getTime() + 4 * HOUR_MS) };
  return unitOfWork.transaction(async (tx) => {
    const [vehicle] = await freeVehicles(tx, taken, new Date(0), '1001');
    if (vehicle) await occupy(tx, vehicle, OTHER_ORDER, taken);
    return vehicle !== undefined;
  });
}
