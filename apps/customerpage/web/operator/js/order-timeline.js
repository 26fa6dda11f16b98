/** @import { Settlement, Shell } from '/js/types.js' */
/** @import { Timeline, TimelineAnswer } from './answer-types.js' */
/** @import { ListedOrder } from './types.js' */
/** @import { Names } from './action-nodes.js' */
import { find, focusIn, h } from '/js/dom.js';
import { call } from '/js/api.js';
import { t, time } from '/js/i18n.js';
import { askAll, askAsOperator, getTimeline } from './api.js';
import { orderHead, vehicleOf } from './order-head.js';
import { getModelNames } from './rental-api.js';
import { gap } from './span.js';
import { vehiclesIn } from './outcome-model.js';
import { consumersIn, eventIds, mergeTimelines } from './timeline-model.js';
import { entryRow } from './timeline-entry.js';
import { nothing } from './table.js';
import { vehicleNames } from './vehicle-names.js';

/** The timeline of one order over all services. @param {Shell} shell @param {number} orderId */
export function orderTimelineView(shell, orderId) {
  const place = h('article', { class: 'order-timeline' });
  /** @type {Map<string, string>} */
  let models = new Map();
  /** @type {Settlement | undefined} */
  let settlement;
  let drawn = '';
  const names = vehicleNames();

  async function read() {
    const answers = await askAsOperator((service) => getTimeline(service, orderId));
    const ids = eventIds(answers);
    const consume = consumersIn(answers);
    const consumers = answers
      .filter(({ service, answer }) => answer && consume.has(service))
      .map(({ service }) => service);
    const arrivals = ids.length ? await askAll((service) => getTimeline(service, orderId, ids), consumers) : [];
    settlement = await readSettlement(answers);
    await names.read(namedIn(answers));
    if (models.size === 0) models = await getModelNames().catch(() => new Map());
    return answers.map((each) => arrivals.find(({ service, answer }) => answer && service === each.service) ?? each);
  }

  /** @param {TimelineAnswer[]} answers */
  function draw(answers) {
    const timeline = mergeTimelines(answers);
    const state = JSON.stringify([
      document.documentElement.lang,
      timeline,
      settlement,
      namedIn(answers).map(names.plate),
    ]);
    if (state === drawn) return;
    drawn = state;
    const focus = focusIn(place)?.dataset.focus;
    const records = answers.flatMap(({ answer }) => answer?.records ?? []);
    place.replaceChildren(
      h('p', {}, h('a', { class: 'ref', href: '#/orders', 'data-focus': 'back' }, `← ${t('operator.orders')}`)),
      ...(timeline.order || timeline.entries.length
        ? [
            orderHead(shell, orderId, { timeline, records, models, settlement, names }),
            places(timeline),
            log(timeline, names),
          ]
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

/** Only a car that is back has one. @param {TimelineAnswer[]} answers @returns {Promise<Settlement | undefined>} */
async function readSettlement(answers) {
  const order = mergeTimelines(answers).order;
  if (!order || !['Returned', 'Completed'].includes(order.status)) return undefined;
  /** @type {ListedOrder | undefined} */
  const view = await call('GET', `/orders/${order.id}`).catch(() => undefined);
  return view?.settlement;
}

/** The ids of the vehicles that the page names. @param {TimelineAnswer[]} answers */
function namedIn(answers) {
  const records = answers.flatMap(({ answer }) => answer?.records ?? []);
  const actions = answers.flatMap(({ answer }) => answer?.actions ?? []);
  const own = vehicleOf(records);
  return [...(own === undefined ? [] : [own]), ...vehiclesIn(actions.map(({ outcome }) => outcome))];
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

/** @param {Timeline} timeline @param {Names} names */
function log({ entries, traces }, names) {
  const first = entries[0]?.at;
  return h(
    'section',
    { 'aria-labelledby': 'log-title' },
    h('h3', { id: 'log-title' }, t('operator.log')),
    h('ol', { class: 'log' }, ...entries.map((entry) => entryRow(entry, traces, names, first && gap(first, entry.at)))),
  );
}
