/** @import { Decision, Decisions, Stuck } from './answer-types.js' */
import { call } from '/js/api.js';
import { getOrders } from './api.js';
import { getOwed } from './calendar-api.js';

/** @param {string} service @returns {Promise<Stuck[]>} */
export const getStuck = async (service) => (await call('GET', `/operator/${service}/stuck`)).stuck ?? [];
/** @param {Stuck} stuck */
export const retryStuck = ({ service, id }) => call('POST', `/operator/${service}/stuck/${id}/retry`);
/** @param {Stuck} stuck @param {string} reason */
export const discardStuck = ({ service, id }, reason) =>
  call('DELETE', `/operator/${service}/stuck/${id}`, { body: { reason } });
/** @param {number} id */
export const retryOrderNow = (id) => call('POST', `/operator/order/orders/${id}/retry`);

/** The open decisions about money, oldest first. @returns {Promise<Decisions>} */
export const getDecisions = () => call('GET', '/operator/payment/decisions?size=200');
/** @param {Decision} decision */
export const retryDecision = ({ id }) => call('POST', `/operator/payment/decisions/${id}/retry`);
/** @param {Decision} decision @param {string} reason */
export const resolveDecision = ({ id }, reason) =>
  call('POST', `/operator/payment/decisions/${id}/resolve`, { body: { reason } });
/** What waits for a person, by tab; null where it cannot be read. */
export async function countWork() {
  /** @param {Promise<number>} count */
  const orNull = (count) => count.catch(() => null);
  const [orders, decisions, owed] = await Promise.all([
    orNull(getOrders({ due: true, size: 1 }).then(({ due }) => due)),
    orNull(call('GET', '/operator/payment/decisions?size=1').then(({ open }) => open)),
    orNull(getOwed().then(({ length }) => length)),
  ]);
  return { orders, decisions, owed };
}
