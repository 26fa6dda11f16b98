/** @import { Desk, Report, Reported } from '/js/types.js' */
import { h, reconcile } from '/js/dom.js';
import { currentLocale, t } from '/js/i18n.js';
import { since, span } from './span.js';

/** A count that is better small. @param {number | null} value @param {number} limit above which it is worth a look */
const level = (value, limit) => (value === null ? 'unknown' : value > limit ? 'bad' : 'good');

/** That a service does not stop is said by its being there. @param {Report['checks'][number]} check */
const isTold = ({ name, up }) => name !== 'shutdown' || !up;

/** A service's numbers; null is unknown, and no lag at all for one that only publishes. @param {Report} report */
function numbers(report) {
  /** @param {string} name @param {number | null} value @param {number} limit @param {string} [words] */
  const fact = (name, value, limit, words = value === null ? '–' : String(value)) =>
    h('div', { 'data-level': level(value, limit) }, h('dt', {}, t(`desk.fact.${name}`)), h('dd', {}, words));
  const { outboxAge, outboxWaiting, lag, parked, dead } = report;
  return h(
    'dl',
    { class: 'facts' },
    fact('lag', lag, 100, lag === null ? t('desk.noLag') : String(lag)),
    fact('waiting', outboxWaiting, 200),
    fact('oldest', outboxAge, 5, outboxAge === null ? '–' : outboxAge === 0 ? t('desk.noAge') : span(outboxAge)),
    fact('parked', parked, 0),
    fact('dead', dead, 0),
  );
}

/** @param {Reported} report */
function card({ service, answer, failed }) {
  const state = !answer ? 'away' : answer.ready ? 'ready' : 'notReady';
  return h(
    'li',
    { class: 'service', 'data-service': service, 'data-state-of': state, tabindex: -1 },
    h(
      'header',
      {},
      h('h2', {}, t(`desk.service.${service}`)),
      h('span', { class: 'health', 'data-health': state }, t(`desk.health.${state}`)),
    ),
    answer && numbers(answer),
    failed && h('p', { class: 'note' }, t('desk.away')),
    answer &&
      h(
        'ul',
        { class: 'checks', 'aria-label': t('desk.checks') },
        ...answer.checks
          .filter(isTold)
          .map(({ name, up, reason }) =>
            h('li', { 'data-up': String(up) }, h('b', {}, name), ' ', up ? t('desk.up') : reason),
          ),
      ),
    answer && h('p', { class: 'hint' }, t('desk.running', { time: since(answer.startedAt) })),
  );
}

/** Health and lag of every service. @param {Desk} desk */
export function servicesView(desk) {
  const list = h('ul', { class: 'services', id: 'services' });
  return {
    tab: 'services',
    title: 'desk.services',
    nodes: [list],
    frame: () => undefined,
    read: () => desk.reports(),
    /** @param {Reported[]} reports */
    draw(reports) {
      const cards = new Map(reports.map((report) => [report.service, card(report)]));
      reconcile(
        list,
        reports,
        (report) => report.service,
        (report) => `${currentLocale()} ${cards.get(report.service)?.innerHTML}`,
        (report) => cards.get(report.service) ?? card(report),
      );
    },
  };
}
