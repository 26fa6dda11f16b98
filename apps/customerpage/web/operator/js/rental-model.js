/** @import { AgendaEntry } from './types.js' */
import { withOffset } from './form-model.js';

/** The states that a vehicle can enter from each state; order refuses others. @type {Record<string, string[]>} */
const nextStates = {
  InService: ['OutOfService', 'Pool', 'Retired'],
  OutOfService: ['InService', 'Pool', 'Retired'],
  Pool: ['InService'],
  Retired: [],
};

/** The states of a vehicle. */
export const vehicleStates = Object.keys(nextStates);

/** The states that a form offers for a vehicle, its present one first. @param {string} state */
export const statesFrom = (state) => [state, ...(nextStates[state] ?? [])];

/**
 * The period of a day in this machine's time zone, also when the clocks change in it.
 * @param {string} day `YYYY-MM-DD`
 * @returns {{ from: string, to: string }} RFC 3339 with offset
 */
export function boundsOf(day) {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  return { from: withOffset(new Date(year, month - 1, date)), to: withOffset(new Date(year, month - 1, date + 1)) };
}

/**
 * What an operator can do with an entry of the agenda. Only a booking waits to be shipped; the car of an instant order
 * can come back without a recorded hand-over.
 * @param {Pick<AgendaEntry, 'status' | 'at'>} entry
 * @returns {('ship' | 'handover' | 'return')[]}
 */
export function actionsFor({ status, at }) {
  if (status === 'InUse') return ['return'];
  if (status === 'Placed') return at === null ? ['handover'] : ['ship', 'handover'];
  if (status === 'Shipped') return at === null ? ['handover', 'return'] : ['handover'];
  return [];
}

/**
 * What a cancellation left of an order's money, from the movements at payment.
 * @param {{ status: string, details: Record<string, unknown> }[]} movements
 * @returns {{ charged: number, refunded: number, fee: number }} in major units; a fee only after a refund
 */
export function moneyOf(movements) {
  /** @param {...string} kinds */
  const sum = (...kinds) =>
    movements
      .filter(({ status }) => kinds.includes(status))
      .reduce((total, { details }) => total + Number(details['amount']), 0);
  const charged = sum('charge');
  const refunded = sum('refund', 'ext_refund', 'settled');
  // Amounts are decimal numbers: without rounding 0.3 − 0.1 leaves 0.19999999999999998.
  const rest = Math.round((charged - refunded) * 1000) / 1000;
  return { charged, refunded, fee: refunded > 0 ? Math.max(0, rest) : 0 };
}

/** The choices of the list of vehicles; `fleet` is every vehicle that is not retired. */
export const vehicleFilters = ['fleet', ...vehicleStates];

/** @param {{ productId: string, state: string }} vehicle @param {{ productId: string, state: string }} filter */
export const isListed = (vehicle, filter) =>
  (filter.productId === '' || vehicle.productId === filter.productId) &&
  (filter.state === 'fleet' ? vehicle.state !== 'Retired' : vehicle.state === filter.state);
