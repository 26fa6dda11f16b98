/** @import { Child, Shell, Timeline, TimelineAnswer } from '/js/types.js' */
import { find, focusIn, h } from '/js/dom.js';
import { openCancel } from '/js/cancel.js';
import { getCars } from '/js/api.js';
import { money, t, time } from '/js/i18n.js';
import { ShopProblem } from '/js/problem.js';
import { askAll, getTimeline } from './api.js';
import { retryOrder } from './retry.js';
import { gap } from './span.js';
import { consumersIn, eventIds, mergeTimelines } from './timeline-model.js';
import { entryRow, traceMark } from './timeline-entry.js';
import { chip, nothing } from './table.js';

/** The timeline of one order over all services. @param {Shell} shell @param {number} orderId */
export function orderTimelineView(shell, orderId) {
  const place = h('article', { class: 'order-timeline' });
  /** @type {Map<string, string>} */
  let models = new Map();
  let drawn = '';

  async function read() {
    const answers = await askAll((service) => getTimeline(service, orderId));
    const refused = answers.find(({ failed }) => failed === 'unauthorized' || failed === 'forbidden');
    if (refused) throw new ShopProblem(refused.failed === 'forbidden' ? 'forbidden' : 'unauthorized');
    const ids = eventIds(answers);
    const consume = consumersIn(answers);
    const consumers = answers
      .filter(({ service, answer }) => answer && consume.has(service))
      .map(({ service }) => service);
    const arrivals = ids.length ? await askAll((service) => getTimeline(service, orderId, ids), consumers) : [];
    if (models.size === 0) models = new Map((await getCars().catch(() => [])).map((car) => [car.productId, car.model]));
    return answers.map((each) => arrivals.find(({ service, answer }) => answer && service === each.service) ?? each);
  }

  /** @param {TimelineAnswer[]} answers */
  function draw(answers) {
    const timeline = mergeTimelines(answers);
    const state = JSON.stringify([document.documentElement.lang, timeline]);
    if (state === drawn) return;
    drawn = state;
    const focus = focusIn(place)?.dataset.focus;
    place.replaceChildren(
      h('p', {}, h('a', { class: 'ref', href: '#/orders', 'data-focus': 'back' }, `← ${t('operator.orders')}`)),
      ...(timeline.order || timeline.entries.length
        ? [head(timeline), places(timeline), log(timeline)]
        : [missing(timeline)]),
    );
    if (focus) find(place, `[data-focus="${focus}"]`)?.focus();
  }

  /** @param {Timeline} timeline */
  function missing(timeline) {
    const isIncomplete = timeline.services.some(({ failed }) => failed);
    return h(
      'div',
      {},
      h('h2', {}, t('operator.orderNo', { id: orderId })),
      nothing(
        t(isIncomplete ? 'operator.timelineIncomplete' : 'operator.noOrder'),
        t(isIncomplete ? 'operator.timelineIncompleteText' : 'operator.noOrderText'),
      ),
    );
  }

  /** @param {Timeline} timeline */
  function head({ order, traces }) {
    const title = h('h2', {}, t('operator.orderNo', { id: orderId }), ' ', order && chip(order.status));
    if (!order)
      return h(
        'header',
        { class: 'order-timeline-head' },
        title,
        h('p', { class: 'note' }, t('operator.orderUnavailable')),
      );
    const { customerId, qty, refusal, traceId } = order.details;
    const [amount, currency] = [Number(order.details['amount']), String(order.details['currency'])];
    const [productId, createdAt] = [String(order.details['productId']), String(order.details['createdAt'])];
    /** @param {string} name @param {Child} value */
    const fact = (name, value) => h('div', {}, h('dt', {}, t(`operator.${name}`)), h('dd', {}, value));
    const rental = { orderId, productId, qty: Number(qty), status: order.status, amount, currency };
    const model = models.get(productId) ?? productId;
    const cancellable = order.status === 'Placed' || order.status === 'Shipped';
    return h(
      'header',
      { class: 'order-timeline-head' },
      title,
      h(
        'dl',
        { class: 'facts' },
        fact('car', `${qty} × ${model}`),
        fact('amount', money(amount, currency)),
        fact('customer', customerId),
        fact('opened', h('time', { datetime: createdAt }, time(createdAt))),
        refusal && fact('refusal', refusal),
      ),
      h(
        'dl',
        { class: 'traces' },
        ...traces.map(({ id, count }, at) =>
          h(
            'div',
            {},
            h('dt', {}, traceMark(at), ' ', t(id === traceId ? 'operator.trace.order' : 'operator.trace.later')),
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
      ),
      h(
        'div',
        { class: 'actions' },
        order.details['dueAt'] && retryOrder({ id: orderId }, shell.refresh),
        cancellable &&
          h(
            'button',
            {
              class: 'quiet small',
              type: 'button',
              'data-focus': 'cancel',
              onclick: () =>
                openCancel({ rental, model, done: shell.refresh, refresh: shell.refresh, signIn: shell.signIn }),
            },
            t('operator.cancel'),
          ),
      ),
    );
  }

  return {
    tab: 'orders',
    title: 'operator.orderNo',
    params: { id: orderId },
    nodes: [place],
    frame() {
      drawn = '';
    },
    read,
    draw,
  };
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

/** The state of the order at each service. @param {Timeline} timeline */
const places = ({ services }) =>
  h(
    'ol',
    { class: 'places', 'aria-label': t('operator.places') },
    ...services.map(({ service, failed, status, at, id, stuck }) =>
      h(
        'li',
        { 'data-service': service, 'data-empty': !status },
        h('span', { class: 'place-name' }, t(`operator.service.${service}`)),
        h(
          'strong',
          {},
          failed ? t('operator.health.unreachable') : status ? t(`operator.at.${status}`) : t('operator.unknownHere'),
        ),
        h('small', {}, at ? `${service === 'order' ? '' : `#${id} · `}${time(at)}` : ''),
        stuck > 0 && h('a', { class: 'ref', href: '#/stuck' }, t('operator.stuckHere', { n: stuck })),
      ),
    ),
  );

/** @param {Timeline} timeline */
function log({ entries, traces }) {
  const first = entries[0]?.at;
  return h(
    'section',
    { 'aria-labelledby': 'log-title' },
    h('h3', { id: 'log-title' }, t('operator.log')),
    h('ol', { class: 'log' }, ...entries.map((entry) => entryRow(entry, traces, first && gap(first, entry.at)))),
  );
}
