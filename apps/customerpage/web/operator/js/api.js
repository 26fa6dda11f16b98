import { call } from '/js/api.js';

/** The services, in the order in which an order meets them. */
export const services = ['order', 'payment', 'delivery', 'customerpage'];

/** @param {Record<string, string | number | undefined | null>} query */
const search = (query) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
};

/** @param {{ status?: string, owed?: boolean, olderThan?: number, before?: number }} query */
export const getOrders = (query) =>
  call('GET', `/operator/order/orders${search({ ...query, owed: query.owed ? 'true' : undefined })}`);

/** @param {{ before?: number }} query */
export const getRefunds = (query) => call('GET', `/operator/payment/refunds${search(query)}`);

export const getReport = (service) => call('GET', `/operator/${service}/health`);

/**
 * @param {string} service
 * @param {number} orderId
 * @param {string[]} [events] ids whose arrival is asked for
 */
export const getStory = (service, orderId, events = []) =>
  call('GET', `/operator/${service}/story/${orderId}${search({ events: events.slice(0, 50).join(',') })}`);

/** @param {{ stock?: number, pricePerUnit?: number }} change */
export const changeCar = (productId, change) =>
  call('PATCH', `/cars/${encodeURIComponent(productId)}`, { body: change });

/**
 * Asks every service, and says of each what it answered or the kind of problem it had.
 * @template T
 * @param {(service: string) => Promise<T>} ask
 * @param {string[]} [asked]
 * @returns {Promise<({ service: string, answer: T, failed?: undefined } | { service: string, failed: string, answer?: undefined })[]>}
 */
export const askAll = (ask, asked = services) =>
  Promise.all(
    asked.map((service) =>
      ask(service).then(
        (answer) => ({ service, answer }),
        (error) => ({ service, failed: error.kind ?? 'unknown' }),
      ),
    ),
  );
