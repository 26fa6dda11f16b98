/** @import { Agenda, Delivery, Model, Refusals, Vehicle } from './types.js' */
import { call, getCars } from '/js/api.js';

/** @param {string} version */
const ifMatch = (version) => ({ 'if-match': `"${version}"` });
/** @param {string} productId */
const carPath = (productId) => `/cars/${encodeURIComponent(productId)}`;

/** @returns {Promise<Model[]>} */
export const getModels = () => getCars();
/** The names of the models by product id. @returns {Promise<Map<string, string>>} */
export const getModelNames = async () => new Map((await getCars()).map(({ productId, model }) => [productId, model]));
/** The model as it is now. @param {string} productId @returns {Promise<Model>} */
export const getModel = (productId) => call('GET', carPath(productId));
/** @param {Record<string, unknown>} model @returns {Promise<Model>} */
export const addModel = (model) => call('POST', '/cars', { body: model });
/**
 * @param {Model} seen as the operator saw it; the change is refused when the model has changed since
 * @param {Record<string, unknown>} change
 * @returns {Promise<Model>}
 */
export const changeModel = ({ productId, version }, change) =>
  call('PATCH', carPath(productId), { body: change, headers: ifMatch(version) });
/** @param {Model} seen */
export const retireModel = ({ productId, version }) =>
  call('DELETE', carPath(productId), { headers: ifMatch(version) });

/** The vehicles of all models. @returns {Promise<Vehicle[]>} */
export async function getVehicles() {
  /** @type {Vehicle[]} */
  const vehicles = [];
  for (let page = 0, pages = 1; page < pages; page += 1) {
    const answer = await call('GET', `/vehicles?size=100&page=${page}`);
    vehicles.push(...(answer._embedded?.vehicles ?? []));
    pages = answer.page?.totalPages ?? 0;
  }
  return vehicles;
}
/** The vehicle as it is now. @param {number} id @returns {Promise<Vehicle>} */
export const getVehicle = (id) => call('GET', `/vehicles/${id}`);
/** @param {Record<string, unknown>} vehicle @returns {Promise<Vehicle>} */
export const addVehicle = (vehicle) => call('POST', '/vehicles', { body: vehicle });
/** @param {Vehicle} seen @param {Record<string, unknown>} change @returns {Promise<Vehicle>} */
export const changeVehicle = ({ id, version }, change) =>
  call('PATCH', `/vehicles/${id}`, { body: change, headers: ifMatch(version) });

/** What is to be brought and fetched in a period. @param {{ from: string, to: string }} period @returns {Promise<Agenda>} */
export const getAgenda = (period) => call('GET', `/operator/order/agenda?${new URLSearchParams(period)}`);
/** Bookings that were refused in the last days. @param {number} days @returns {Promise<Refusals>} */
export const getRefusals = (days) => call('GET', `/operator/order/unmet-demand?days=${days}`);

/**
 * The delivery of an order; undefined while delivery has not received the payment.
 * @param {number} orderId
 * @returns {Promise<Delivery | undefined>}
 */
export const getDeliveryOf = async (orderId) =>
  (await call('GET', `/deliveries?orderId=${orderId}`))._embedded?.deliveries?.[0];
/**
 * @param {Delivery} delivery
 * @param {'ship' | 'handover' | 'return'} action
 * @param {Record<string, unknown>} [facts]
 * @returns {Promise<Delivery>}
 */
export const postDelivery = ({ id }, action, facts = {}) =>
  call('POST', `/deliveries/${id}/${action}`, { body: facts });
