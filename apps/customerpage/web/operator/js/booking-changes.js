/** @import { CalendarVehicle } from './calendar-types.js' */
import { isIn } from './calendar-model.js';

/** Whether a vehicle can take a booking. @typedef {'free' | 'taken' | 'down'} Fit */

/** @type {Fit[]} */
const fits = ['free', 'taken', 'down'];

/** What an operator can do with a booking, beside the steps of its delivery. @param {string} status */
export const changesOf = (status) => ({
  canMove: status === 'Placed' || status === 'Shipped',
  canExtend: status === 'Placed' || status === 'Shipped' || status === 'InUse',
  canCancel: status === 'Placed' || status === 'Shipped',
});

/**
 * The other vehicles of a booking's model: the free ones first, then those that are taken, then those out of service.
 * @param {{ orderId: number, from: string, to: string }} booking
 * @param {{ id: number, productId: string }} present the booking's vehicle
 * @param {CalendarVehicle[]} vehicles
 * @returns {{ id: number, plate: string, state: Fit }[]}
 */
export function placesFor({ from, to }, present, vehicles) {
  const period = { from: Date.parse(from), to: Date.parse(to) };
  /** @param {CalendarVehicle} vehicle @returns {Fit} */
  const stateOf = ({ state, occupations }) => {
    if (state !== 'InService') return 'down';
    const isTaken = occupations.some(({ startsAt, endsAt }) =>
      isIn({ from: Date.parse(startsAt), to: Date.parse(endsAt) }, period),
    );
    return isTaken ? 'taken' : 'free';
  };
  return vehicles
    .filter(({ id, productId }) => productId === present.productId && id !== present.id)
    .map((vehicle) => ({ id: vehicle.id, plate: vehicle.plate, state: stateOf(vehicle) }))
    .sort((a, b) => fits.indexOf(a.state) - fits.indexOf(b.state) || a.plate.localeCompare(b.plate));
}
