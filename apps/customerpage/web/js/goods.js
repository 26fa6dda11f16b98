/** @import { Car, Child, OrderRequest } from './types.js' */
import { t } from './i18n.js';
import { quantity } from './quantity.js';

/**
 * What is ordered: its inputs, its part of the request, and its price. `price` is undefined while it is not known or nothing is
 * free; then the order cannot be sent. `explain` returns what belongs under the message about a problem.
 * @typedef {{ nodes: Child[], request: () => Omit<OrderRequest, 'productId'>, price: () => number | undefined,
 *   explain: (problem: import('./problem.js').ShopProblem) => Node | null, title: string }} Goods
 */

/**
 * An instant order: one or several cars now.
 * @param {Car} car
 * @param {OrderRequest | undefined} interrupted the order that a reload interrupted
 * @param {() => void} changed
 * @returns {Goods}
 */
export function instantGoods(car, interrupted, changed) {
  const qty = quantity(Math.min(car.stock || 1, 10), interrupted?.qty ?? 1, changed);
  return {
    title: t('order.title', { model: car.model }),
    nodes: [qty.node],
    request: () => ({ qty: qty.value() }),
    price: () => car.pricePerUnit * qty.value(),
    explain: () => null,
  };
}
