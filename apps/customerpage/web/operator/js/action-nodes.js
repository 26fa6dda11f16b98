/** @import { OperatorAction } from './answer-types.js' */
import { h } from '/js/dom.js';
import { outcomeText } from './outcome-text.js';
import { orderLink } from './table.js';

/** Names vehicles by their plates. @typedef {{ plate: (id: number) => string }} Names */

/** What came of an action. A sentence without a text is shown as the service has recorded it, in English. @param {OperatorAction} action @param {Names} names */
export function outcomeNode({ outcome }, names) {
  const text = outcomeText(outcome, names.plate);
  if (text !== undefined) return h('small', { class: 'outcome' }, text);
  return outcome && h('small', { class: 'outcome', lang: 'en' }, outcome);
}

/** What an action changed: the order with a link, the vehicle by its plate. @param {OperatorAction} action @param {Names} names */
export function subjectNode({ subject, orderId }, names) {
  if (orderId !== null) return orderLink(orderId);
  const vehicle = /^vehicle (\d+)$/.exec(subject)?.[1];
  return vehicle === undefined ? h('span', { lang: 'en' }, subject) : h('b', {}, names.plate(Number(vehicle)));
}
