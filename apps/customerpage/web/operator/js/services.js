/** @import { Shell, Report, Reported } from '/js/types.js' */
import { h, reconcile } from '/js/dom.js';
import { currentLocale, t } from '/js/i18n.js';
import { since, span } from './span.js';

/**
 * A count that should be small.
 * @param {number | null} value
 * @param {number} limit above it the count is highlighted
 */
const level = (value, limit) => (value === null ? 'unknown' : value > limit ? 'bad' : 'good');

/** The check `shutdown` is shown only when it fails. @param {Report['checks'][number]} check */
const isShown = ({ name, up }) => name !== 'shutdown' || !up;

/** A service's numbers; null is unknown, and a service that only publishes has no lag. @param {Report} report */
function numbers(report) {
  /** @param {string} name @param {number | null} value @param {number} limit @param {string} [words] */
  const fact = (name, value, limit, words = value === null ? '–' : String(value)) =>
    h('div', { 'data-level': level(value, limit) }, h('dt', {}, t(`operator.fact.${name}`)), h('dd', {}, words));
  const { outboxAge, outboxWaiting, lag, parked, dead } = report;
  return h(
    'dl',
    { class: 'facts' },
    fact('lag', lag, 100, lag === null ? t('operator.noLag') : String(lag)),
    fact('waiting', outboxWaiting, 200),
    fact('oldest', outboxAge, 5, outboxAge === null ? '–' : outboxAge === 0 ? t('operator.noAge') : span(outboxAge)),
    fact('parked', parked, 0),
    fact('dead', dead, 0),
  );
}

/** @param {Reported} report */
function card({ service, answer, failed }) {
  const state = !answer ? 'unreachable' : answer.ready ? 'ready' : 'notReady';
  return h(
    'li',
    { class: 'service', 'data-service': service, 'data-state-of': state, tabindex: -1 },
    h(
      'header',
      {},
      h('h2', {}, t(`operator.service.${service}`)),
      h('span', { class: 'health', 'data-health': state }, t(`operator.health.${state}`)),
    ),
    answer && numbers(answer),
    failed && h('p', { class: 'note' }, t('operator.unreachable')),
    answer &&
      h(
        'ul',
        { class: 'checks', 'aria-label': t('operator.checks') },
        ...answer.checks
          .filter(isShown)
          .map(({ name, up, reason }) =>
            h('li', { 'data-up': String(up) }, h('b', {}, name), ' ', up ? t('operator.up') : reason),
          ),
      ),
    answer && h('p', { class: 'hint' }, t('operator.running', { time: since(answer.startedAt) })),
  );
}

/** State and lag of every service. @param {Shell} shell */
export function servicesView(shell) {
  const list = h('ul', { class: 'services', id: 'services' });
  return {
    tab: 'services',
    title: 'operator.services',
    nodes: [list],
    frame: () => undefined,
    read: () => shell.reports(),
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
