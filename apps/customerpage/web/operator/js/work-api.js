import { call } from '/js/api.js';
import { getOrders } from './api.js';

export const getStuck = async (service) => (await call('GET', `/operator/${service}/stuck`)).stuck ?? [];
export const retryStuck = ({ service, id }) => call('POST', `/operator/${service}/stuck/${id}/retry`);
export const discardStuck = ({ service, id }, reason) =>
  call('DELETE', `/operator/${service}/stuck/${id}`, { body: { reason } });
export const retryOrderNow = (id) => call('POST', `/operator/order/orders/${id}/retry`);

/** How many orders are owed another step. */
export const countOwed = async () => (await getOrders({ owed: true, size: 1 })).owed;
