/** @import { ExtensionQuote } from '/js/types.js' */
/** @import { Block, Calendar, Unpaid } from './calendar-types.js' */
import { call } from '/js/api.js';

/** The vehicles with what takes them in a range. @param {{ from: string, to: string }} range @returns {Promise<Calendar>} */
export const getCalendar = (range) => call('GET', `/operator/order/calendar?${new URLSearchParams(range)}`);

/** Moves a booking to another vehicle. @param {number} orderId @param {Record<string, unknown>} move */
export const moveBooking = (orderId, move) => call('POST', `/orders/${orderId}/vehicle`, { body: move });

/**
 * What an extension costs, and until when it is possible.
 * @param {number} orderId
 * @param {string} [to] the new end; without it only the latest end is answered
 * @returns {Promise<ExtensionQuote>}
 */
export const getExtension = (orderId, to) =>
  call('GET', `/orders/${orderId}/extension${to ? `?${new URLSearchParams({ to })}` : ''}`);

/**
 * @param {number} orderId
 * @param {{ to: string, expectedAmount: number }} extension the difference that the operator has seen
 * @param {string} key the same for every attempt of one extension
 */
export const postExtension = (orderId, extension, key) =>
  call('POST', `/orders/${orderId}/extensions`, { body: extension, headers: { 'idempotency-key': key } });

/**
 * @param {number} vehicleId
 * @param {Record<string, unknown>} block `displace: true` moves or cancels the bookings that are in the way
 * @returns {Promise<Block>}
 */
export const blockVehicle = (vehicleId, block) => call('POST', `/vehicles/${vehicleId}/blocks`, { body: block });
/** @param {number} blockId */
export const removeBlock = (blockId) => call('DELETE', `/blocks/${blockId}`);
/** @param {number} vehicleId @returns {Promise<Block[]>} */
export const getBlocks = async (vehicleId) => (await call('GET', `/vehicles/${vehicleId}/blocks`)).blocks ?? [];

/** A new address of the calendar of a vehicle; an earlier one stops working. @param {number} vehicleId @returns {Promise<{ url: string }>} */
export const createFeed = (vehicleId) => call('POST', `/vehicles/${vehicleId}/calendar-feed`);
/** @param {number} vehicleId */
export const revokeFeed = (vehicleId) => call('DELETE', `/vehicles/${vehicleId}/calendar-feed`);

/** @returns {Promise<Unpaid[]>} */
export const getOwed = async () => (await call('GET', '/operator/order/owed')).owed ?? [];
/** Charges an amount again. @param {Unpaid} unpaid @returns {Promise<Unpaid>} `Paid`, or still `Open` */
export const retryOwed = ({ orderId }) => call('POST', `/operator/order/owed/${orderId}/retry`);
/** @param {Unpaid} unpaid @param {string} reason */
export const waiveOwed = ({ orderId }, reason) =>
  call('POST', `/operator/order/owed/${orderId}/waive`, { body: { reason } });
