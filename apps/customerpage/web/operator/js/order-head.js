/** @import { Child, Settlement, Shell } from '/js/types.js' */
/** @import { OwnRecord, Timeline } from './answer-types.js' */
/** @import { Vehicle } from './types.js' */
import { openCancel } from '/js/cancel.js';
import { h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { deliveryActions } from './delivery-actions.js';
import { moneyOf } from './rental-model.js';
import { retryOrder } from './retry.js';
import { minuteOf } from './span.js';
import { chip } from './table.js';
import { traceMark } from './timeline-entry.js';

/**
 * The rows of all services, the models' names by product id, the vehicles by id, and what the return of the car cost.
 * @typedef {{ timeline: Timeline, records: OwnRecord[], models: Map<string, string>, names: { find: (id: number) => Vehicle | undefined }, settlement: Settlement | undefined }} Known
 */

/**
 * The order itself above its timeline: what it is, its traces and its actions.
 * @param {Shell} shell
 * @param {number} orderId
 * @param {Known} known
 */
export function orderHead(shell, orderId, known) {
  const { timeline } = known;
  const { order } = timeline;
  const title = h('h2', {}, t('operator.orderNo', { id: orderId }), ' ', order && chip(order.status));
  const rest = order
    ? [facts(order, known), traces(order, timeline), actions(shell, order, known)]
    : [h('p', { class: 'note' }, t('operator.orderUnavailable'))];
  return h('header', { class: 'order-timeline-head' }, title, ...rest);
}

/** What delivery knows of a booking. @param {OwnRecord[]} records */
const deliveryIn = (records) => records.find(({ what }) => what === 'delivery')?.details ?? {};

/** The vehicle of a booking. @param {OwnRecord[]} records */
export function vehicleOf(records) {
  const { vehicleId } = deliveryIn(records);
  return vehicleId ? Number(vehicleId) : undefined;
}

/** @param {OwnRecord} order @param {Known} known */
function facts(order, { records, models, names, settlement }) {
  const { details } = order;
  const { customerId, qty, refusal } = details;
  const [productId, createdAt, currency] = ['productId', 'createdAt', 'currency'].map((name) => String(details[name]));
  const { from, to } = deliveryIn(records);
  const vehicleId = vehicleOf(records);
  const vehicle = vehicleId && names.find(vehicleId);
  const { refunded, fee } = moneyOf(records.filter(({ what }) => what === 'ledger'));
  /** @param {string} name @param {Child} value */
  const fact = (name, value) => h('div', {}, h('dt', {}, t(`operator.${name}`)), h('dd', {}, value));
  return h(
    'dl',
    { class: 'facts' },
    fact('car', `${qty} × ${models.get(productId ?? '') ?? productId}`),
    fact('amount', money(Number(details['amount']), currency)),
    refunded > 0 && fact('refundedSum', money(refunded, currency)),
    // A settlement can refund money, too, and leaves the rest as the price.
    order.status === 'Cancelled' && fee > 0 && fact('fee', money(fee, currency)),
    settlement && fact('settlement', settlementText(settlement, currency)),
    fact('customer', customerId),
    from && to && fact('rentalPeriod', `${minuteOf(String(from), true)} – ${minuteOf(String(to), true)}`),
    vehicleId &&
      fact(
        'vehicle',
        vehicle ? `${vehicle.plate} · ${models.get(vehicle.productId) ?? vehicle.productId}` : `#${vehicleId}`,
      ),
    fact('opened', h('time', { datetime: createdAt }, time(createdAt ?? ''))),
    refusal && fact('refusal', refusal),
  );
}

/** What is above 0 of a settlement. @param {Settlement} settlement @param {string | undefined} currency */
function settlementText(settlement, currency) {
  const parts = /** @type {const} */ (['late', 'distance', 'early', 'owed'])
    .filter((part) => settlement[part] > 0)
    .map((part) => t(`operator.settled.${part}`, { amount: money(settlement[part], currency) }));
  return parts.join(' · ') || '–';
}

/** @param {OwnRecord} order @param {Timeline} timeline */
const traces = ({ details }, timeline) =>
  h(
    'dl',
    { class: 'traces' },
    ...timeline.traces.map(({ id, count }, at) =>
      h(
        'div',
        {},
        h('dt', {}, traceMark(at), ' ', t(id === details['traceId'] ? 'operator.trace.order' : 'operator.trace.later')),
        h(
          'dd',
          {},
          h('code', {}, id),
          ' ',
          copyButton(id),
          h('span', { class: 'hint' }, t('operator.steps', { n: count })),
        ),
      ),
    ),
  );

/** @param {Shell} shell @param {OwnRecord} order @param {Known} known */
function actions(shell, { id: orderId, status, details }, { records, models }) {
  const productId = String(details['productId']);
  const [amount, currency] = [Number(details['amount']), String(details['currency'])];
  const rental = { orderId, productId, qty: Number(details['qty']), status, amount, currency };
  const model = models.get(productId) ?? productId;
  const cancel = () => openCancel({ rental, model, done: shell.refresh, refresh: shell.refresh, signIn: shell.signIn });
  const { from } = deliveryIn(records);
  const cancellable = status === 'Placed' || status === 'Shipped';
  return h(
    'div',
    { class: 'actions' },
    details['dueAt'] && retryOrder({ id: orderId }, shell.refresh),
    ...deliveryActions(shell, { orderId, status, at: from ? String(from) : null }),
    cancellable &&
      h(
        'button',
        { class: 'quiet small', type: 'button', 'data-focus': 'cancel', onclick: cancel },
        t('operator.cancel'),
      ),
  );
}

/** @param {string} text */
function copyButton(text) {
  const button = h('button', { class: 'link', type: 'button', 'data-focus': `copy-${text}` }, t('copy'));
  button.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text);
    button.textContent = t('copied');
  });
  return button;
}
