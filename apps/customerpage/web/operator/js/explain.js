import { h } from '/js/dom.js';
import { minute, t } from '/js/i18n.js';
import { message, messageFor } from '/js/message.js';
import { orderLink } from './table.js';

/** Whether an edit was refused because it began from an older state. @param {import('/js/problem.js').ShopProblem} problem */
export const isStale = ({ code }) => code === 'car.changed' || code === 'vehicle.changed';

/**
 * The message for a refused request: a sentence for its code where there is one, with links to the orders that it names.
 * @param {import('/js/problem.js').ShopProblem} problem
 */
export function explain(problem) {
  const { code, kind, members, orderId } = problem;
  const key = `operator.code.${code}`;
  if (!code || t(key) === key) return messageFor(problem, 'Operator');
  const count = Array.isArray(members['vehicles']) ? members['vehicles'].length : 0;
  const node = message({
    kind: kind === 'rejected' ? 'conflict' : kind,
    title: t('operator.refusedTitle'),
    text: t(key, { n: Number(members['stock'] ?? count), time: latestOf(members) }),
  });
  const named = Array.isArray(members['orders']) ? members['orders'].map(Number) : orderId ? [orderId] : [];
  if (named.length > 0) node.lastElementChild?.append(orderList(named));
  return node;
}

/** The latest possible end of a booking that a refusal names. @param {Record<string, unknown>} members */
const latestOf = ({ latestTo }) => (typeof latestTo === 'string' ? minute(latestTo) : '–');

/** @param {number[]} ids */
function orderList(ids) {
  const links = h('ul', { class: 'order-links', 'aria-label': t('operator.orders') });
  for (const id of ids) links.append(h('li', {}, orderLink(id)));
  // The page behind the dialog shows the order.
  links.addEventListener('click', () => links.closest('dialog')?.close());
  return links;
}
