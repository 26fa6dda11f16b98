/** @import { FeeStep, Quote } from './types.js' */

/**
 * A sentence of the page: the key of its text, and the values in it, which the view formats.
 * @typedef {{ key: string, n?: number, each?: number, amount?: number, until?: string }} Sentence
 */

/**
 * How a price comes about: `2 days × €49`.
 * @param {Pick<Quote, 'lines'>} quote
 * @returns {Sentence[]}
 */
export const priceSentences = ({ lines }) =>
  lines.map(({ unit, quantity, unitPrice, amount }) => ({
    key: `quote.${unit}${quantity === 1 ? '' : 's'}`,
    n: quantity,
    each: unitPrice,
    amount,
  }));

/**
 * What a cancellation costs, step by step.
 * @param {{ cancellation: FeeStep[] }} quote
 * @returns {Sentence[]}
 */
export function termSentences({ cancellation }) {
  const steps = cancellation.map(({ until, fee }, at) => {
    if (until !== null) return { key: fee > 0 ? 'terms.feeUntil' : 'terms.freeUntil', until, amount: fee };
    if (fee === 0) return { key: 'terms.free' };
    return { key: at === 0 ? 'terms.fee' : 'terms.feeAfter', amount: fee };
  });
  return [...steps, { key: 'terms.handedOver' }];
}
