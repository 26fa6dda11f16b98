/** @import { Car } from './types.js' */

/**
 * What a card of the fleet offers: a text, its level, and what its button does. `price` is undefined where none is known.
 * @typedef {{ price: number | undefined, unit: string, level: 'none' | 'low' | 'some', note: string, n: number, action: 'order' |
 *   'book' | 'windows' | 'none', label: string }} Offer
 */

/** @param {number} count */
const levelOf = (count) => (count <= 0 ? 'none' : count <= 3 ? 'low' : 'some');

/**
 * A car now.
 * @param {Car} car
 * @returns {Offer}
 */
export function offerNow({ pricePerUnit, stock }) {
  const note = stock <= 0 ? 'car.none' : stock === 1 ? 'car.last' : 'car.stock';
  const [action, label] =
    stock <= 0 ? /** @type {const} */ (['none', 'car.soldOut']) : /** @type {const} */ (['order', 'car.order']);
  return { price: pricePerUnit, unit: 'car.price', level: levelOf(stock), note, n: stock, action, label };
}

/**
 * A car for a period.
 * @param {Car} car
 * @param {boolean} isAsked whether the car's quote is for the period that is chosen now
 * @returns {Offer}
 */
export function offerFor({ quote, available = 0 }, isAsked) {
  /** @type {Pick<Offer, 'price' | 'unit' | 'level' | 'n' | 'action'>} */
  const unknown = {
    price: undefined,
    unit: 'car.periodPrice',
    level: levelOf(0),
    n: 0,
    action: 'none',
  };
  if (!isAsked) return { ...unknown, note: 'car.asking', label: 'car.book' };
  if (quote === undefined) return { ...unknown, note: 'car.choosePeriod', label: 'car.book' };
  if (quote === null) return { ...unknown, note: 'car.notBookable', label: 'car.book' };
  const [action, note, label] =
    available <= 0
      ? /** @type {const} */ (['windows', 'car.taken', 'car.windows'])
      : /** @type {const} */ (['book', available === 1 ? 'car.last' : 'car.stock', 'car.book']);
  return { ...unknown, price: quote.amount, level: levelOf(available), note, n: available, action, label };
}
