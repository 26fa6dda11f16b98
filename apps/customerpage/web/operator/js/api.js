/** @import { Asked, Report } from '/js/types.js' */
/** @import { OperatorAction, OperatorOrders, Refunds, ServiceTimeline } from './answer-types.js' */
import { call } from '/js/api.js';
import { kindOfError, ShopProblem } from '/js/problem.js';
import { services } from './contract.js';

/** @param {Record<string, string | number | undefined | null>} query */
const search = (query) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
};

/**
 * @param {{ status?: string, due?: boolean, olderThan?: number, before?: number | null, size?: number }} query
 * @returns {Promise<OperatorOrders>}
 */
export const getOrders = (query) =>
  call('GET', `/operator/order/orders${search({ ...query, due: query.due ? 'true' : undefined })}`);

/** @param {{ before?: number | null }} query @returns {Promise<Refunds>} */
export const getRefunds = (query) => call('GET', `/operator/payment/refunds${search(query)}`);

/** @param {string} service @returns {Promise<Report>} */
export const getReport = (service) => call('GET', `/operator/${service}/health`);

/** What operators have done last at a service. @param {string} service @returns {Promise<OperatorAction[]>} */
export const getActions = async (service) => (await call('GET', `/operator/${service}/actions`)).actions;

/**
 * @param {string} service
 * @param {number} orderId
 * @param {string[]} [events] ids of events of other services
 * @returns {Promise<ServiceTimeline>}
 */
export const getTimeline = (service, orderId, events = []) =>
  call('GET', `/operator/${service}/timeline/${orderId}${search({ events: events.slice(0, 50).join(',') })}`);

/**
 * Sends a request to every service, and returns the answer or the kind of problem of each.
 * @template T
 * @param {(service: string) => Promise<T>} ask
 * @param {string[]} [asked]
 * @returns {Promise<Asked<T>[]>}
 */
export const askAll = (ask, asked = services) =>
  Promise.all(
    asked.map((service) =>
      ask(service).then(
        (answer) => ({ service, answer }),
        (/** @type {unknown} */ error) => ({ service, failed: kindOfError(error) }),
      ),
    ),
  );

/**
 * As {@link askAll}, of all services.
 * @template T
 * @param {(service: string) => Promise<T>} ask
 * @returns {Promise<Asked<T>[]>}
 * @throws {ShopProblem} when a service answers that the caller is not signed in, or is no operator
 */
export async function askAsOperator(ask) {
  const answers = await askAll(ask);
  const refused = answers.find(({ failed }) => failed === 'unauthorized' || failed === 'forbidden');
  if (refused) throw new ShopProblem(refused.failed === 'forbidden' ? 'forbidden' : 'unauthorized');
  return answers;
}
