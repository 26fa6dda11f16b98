/** @import { Entry, OwnRecord } from './answer-types.js' */
import { h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { outcomeNode } from './action-nodes.js';
import { gap } from './span.js';
import { wordOf } from './word-of.js';

/** The mark of a trace: a letter, so that traces differ without colours. @param {number} at */
export const traceMark = (at) =>
  h('span', { class: 'trace-mark', 'data-trace': at % 4 }, String.fromCharCode(65 + (at % 26)));

/** @param {Entry} entry */
function words({ kind, name, record, service, stuckKind, action }) {
  if (action) return t('operator.by', { operator: action.operator, action: wordOf('acted', action.action) });
  if (kind === 'event') return t('operator.published', { event: name });
  if (kind === 'stuck') return t(`operator.set.${stuckKind}`, { event: name });
  const { amount, currency } = record?.details ?? {};
  const price = amount === undefined || amount === null ? '' : money(Number(amount), String(currency ?? ''));
  if (record && record.what in besides) return besides[record.what]?.(record, price) ?? name;
  return t(`operator.did.${name}`, { amount: price, service });
}

/** The texts of rows beside an order's own. @type {Record<string, (record: OwnRecord, amount: string) => string>} */
const besides = {
  mail: ({ status, details }) =>
    t('operator.did.mail', {
      kind: wordOf('mail', details['kind']),
      outcome: wordOf('mailOutcome', status),
    }),
  adjustment: ({ status, details }, amount) =>
    t('operator.did.adjustment', {
      reason: wordOf(`adjusted.${details['reason']}`, details['kind']),
      status: wordOf('adjustedTo', status),
      amount,
    }),
  extension: ({ status }, amount) => t('operator.did.extension', { status: wordOf('adjustedTo', status), amount }),
  settlement: ({ status }, amount) => t('operator.did.settlement', { status: wordOf('adjustedTo', status), amount }),
  owed: ({ status }, amount) => t('operator.did.owed', { status: wordOf('owedStatus', status), amount }),
};

/** @param {Entry} entry */
function arrivals({ at, sentAt, arrivals: arrived = [] }) {
  return h(
    'ul',
    { class: 'arrivals', 'aria-label': t('operator.arrivals') },
    h(
      'li',
      { 'data-done': String(Boolean(sentAt)) },
      t('operator.topic'),
      h('span', {}, sentAt ? `+${gap(at, sentAt)}` : t('operator.waits')),
    ),
    ...arrived.map(({ service, at: when }) =>
      h(
        'li',
        { 'data-done': String(Boolean(when)) },
        t(`operator.service.${service}`),
        h('span', {}, when ? `+${gap(at, when)}` : t('operator.waits')),
      ),
    ),
  );
}

/**
 * @param {Entry} entry
 * @param {{ id: string }[]} traces
 * @param {import('./action-nodes.js').Names} names of vehicles
 * @param {string} [after] the time since the first entry
 */
export function entryRow(entry, traces, names, after) {
  const at = traces.findIndex(({ id }) => id === entry.traceId);
  return h(
    'li',
    { class: 'entry', 'data-kind': entry.kind, 'data-event': entry.name, 'data-trace-id': entry.traceId },
    h(
      'div',
      { class: 'when' },
      h('time', { datetime: entry.at }, time(entry.at)),
      h('small', {}, after && `+${after}`),
    ),
    h(
      'div',
      { class: 'what' },
      h('span', { class: 'who-tag', 'data-service': entry.service }, t(`operator.service.${entry.service}`)),
      ' ',
      h('strong', {}, words(entry)),
      at >= 0 && h('span', { class: 'in-trace' }, h('span', { class: 'unseen' }, `${t('trace')} `), traceMark(at)),
      entry.arrivals && arrivals(entry),
      entry.action && outcomeNode(entry.action, names),
      entry.action?.reason && h('p', { class: 'reason' }, t('operator.because', { reason: entry.action.reason })),
      entry.reason && h('p', { class: 'reason' }, entry.reason),
    ),
  );
}
