/** @import { Child, Desk, Timeline, Told } from '/js/types.js' */
import { find, focusIn, h } from '/js/dom.js';
import { openCancel } from '/js/cancel.js';
import { getCars } from '/js/api.js';
import { money, t, time } from '/js/i18n.js';
import { ShopProblem } from '/js/problem.js';
import { askAll, getStory } from './api.js';
import { retryOrder } from './retry.js';
import { gap } from './span.js';
import { eventIds, mergeStory } from './story-model.js';
import { entryRow, traceMark } from './story-entry.js';
import { chip, nothing } from './table.js';

/** What every service knows of one order. @param {Desk} desk @param {number} orderId */
export function storyView(desk, orderId) {
  const place = h('article', { class: 'story' });
  /** @type {Map<string, string>} */
  let models = new Map();
  let drawn = '';

  async function read() {
    const told = await askAll((service) => getStory(service, orderId));
    const refused = told.find(({ failed }) => failed === 'unauthorized' || failed === 'forbidden');
    if (refused) throw new ShopProblem(refused.failed === 'forbidden' ? 'forbidden' : 'unauthorized');
    const ids = eventIds(told);
    const consumers = told
      .filter(({ service, answer }) => answer && service !== 'payment')
      .map(({ service }) => service);
    const arrivals = ids.length ? await askAll((service) => getStory(service, orderId, ids), consumers) : [];
    if (models.size === 0) models = new Map((await getCars().catch(() => [])).map((car) => [car.productId, car.model]));
    return told.map((each) => arrivals.find(({ service, answer }) => answer && service === each.service) ?? each);
  }

  /** @param {Told[]} told */
  function draw(told) {
    const story = mergeStory(told);
    const state = JSON.stringify([document.documentElement.lang, story]);
    if (state === drawn) return;
    drawn = state;
    const focus = focusIn(place)?.dataset.focus;
    place.replaceChildren(
      h('p', {}, h('a', { class: 'ref', href: '#/orders', 'data-focus': 'back' }, `← ${t('desk.orders')}`)),
      ...(story.order || story.entries.length ? [head(story), places(story), log(story)] : [missing(story)]),
    );
    if (focus) find(place, `[data-focus="${focus}"]`)?.focus();
  }

  /** @param {Timeline} story */
  function missing(story) {
    const away = story.services.some(({ failed }) => failed);
    return h(
      'div',
      {},
      h('h2', {}, t('desk.orderNo', { id: orderId })),
      nothing(t(away ? 'desk.storyAway' : 'desk.noOrder'), t(away ? 'desk.storyAwayText' : 'desk.noOrderText')),
    );
  }

  /** @param {Timeline} story */
  function head({ order, traces }) {
    const title = h('h2', {}, t('desk.orderNo', { id: orderId }), ' ', order && chip(order.status));
    if (!order) return h('header', { class: 'story-head' }, title, h('p', { class: 'note' }, t('desk.orderAway')));
    const { customerId, qty, refusal, traceId } = order.details;
    const [amount, currency] = [Number(order.details['amount']), String(order.details['currency'])];
    const [productId, createdAt] = [String(order.details['productId']), String(order.details['createdAt'])];
    /** @param {string} name @param {Child} value */
    const fact = (name, value) => h('div', {}, h('dt', {}, t(`desk.${name}`)), h('dd', {}, value));
    const rental = { orderId, productId, qty: Number(qty), status: order.status, amount, currency };
    const model = models.get(productId) ?? productId;
    const cancellable = order.status === 'Placed' || order.status === 'Shipped';
    return h(
      'header',
      { class: 'story-head' },
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
            h('dt', {}, traceMark(at), ' ', t(id === traceId ? 'desk.trace.order' : 'desk.trace.later')),
            h(
              'dd',
              {},
              h('code', {}, id),
              ' ',
              copyButton(id),
              h('span', { class: 'hint' }, t('desk.steps', { n: count })),
            ),
          ),
        ),
      ),
      h(
        'div',
        { class: 'actions' },
        order.details['dueAt'] && retryOrder({ id: orderId }, desk.refresh),
        cancellable &&
          h(
            'button',
            {
              class: 'quiet small',
              type: 'button',
              'data-focus': 'cancel',
              onclick: () =>
                openCancel({ rental, model, done: desk.refresh, refresh: desk.refresh, signIn: desk.signIn }),
            },
            t('desk.cancel'),
          ),
      ),
    );
  }

  return {
    tab: 'orders',
    title: 'desk.orderNo',
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

/** Where the order stands at each service. @param {Timeline} story */
const places = ({ services }) =>
  h(
    'ol',
    { class: 'places', 'aria-label': t('desk.places') },
    ...services.map(({ service, failed, status, at, id, stuck }) =>
      h(
        'li',
        { 'data-service': service, 'data-empty': !status },
        h('span', { class: 'place-name' }, t(`desk.service.${service}`)),
        h('strong', {}, failed ? t('desk.health.away') : status ? t(`desk.at.${status}`) : t('desk.unknownHere')),
        h('small', {}, at ? `${service === 'order' ? '' : `#${id} · `}${time(at)}` : ''),
        stuck > 0 && h('a', { class: 'ref', href: '#/stuck' }, t('desk.stuckHere', { n: stuck })),
      ),
    ),
  );

/** @param {Timeline} story */
function log({ entries, traces }) {
  const first = entries[0]?.at;
  return h(
    'section',
    { 'aria-labelledby': 'log-title' },
    h('h3', { id: 'log-title' }, t('desk.log')),
    h('ol', { class: 'log' }, ...entries.map((entry) => entryRow(entry, traces, first && gap(first, entry.at)))),
  );
}
