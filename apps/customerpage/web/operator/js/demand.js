/** @import { Refusals } from './types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { getModelNames, getRefusals } from './rental-api.js';
import { makeTable, nothing } from './table.js';
import { wordOf } from './word-of.js';

const periods = [7, 30];

/** Bookings and orders that were refused, by model and reason. @param {import('/js/types.js').Shell} shell */
export function demandView(shell) {
  let days = 30;
  /** @type {Map<string, string>} */
  let models = new Map();
  const table = makeTable({
    id: 'demand',
    label: 'operator.demand',
    keyOf: (/** @type {Refusals['refused'][number]} */ row) => `${row.productId} ${row.reason}`,
    columns: [
      { name: 'model', title: 'operator.model', cell: ({ productId }) => models.get(productId) ?? productId },
      { name: 'why', title: 'operator.stuckReason', cell: ({ reason }) => wordOf('refused', reason) },
      { name: 'amount', title: 'operator.refusals', cell: ({ count }) => h('b', {}, count) },
    ],
  });
  const period = h('select', { id: 'period' });
  const note = h('p', { class: 'note' });
  const empty = h('div', {});
  period.addEventListener('change', () => {
    days = Number(period.value);
    shell.refresh();
  });
  return {
    tab: 'demand',
    title: 'operator.demand',
    nodes: [h('div', { class: 'bar' }, note, period), empty, table.table],
    frame() {
      note.textContent = t('operator.demandNote');
      period.setAttribute('aria-label', t('operator.period'));
      period.replaceChildren(
        ...periods.map((n) => h('option', { value: n, selected: n === days }, t('operator.lastDays', { n }))),
      );
    },
    read: () => Promise.all([getRefusals(days), getModelNames()]),
    /** @param {[Refusals, Map<string, string>]} answers */
    draw([{ refused }, names]) {
      models = names;
      table.fill(refused);
      empty.replaceChildren(
        ...(refused.length ? [] : [nothing(t('operator.none.demand'), t('operator.none.demandText'))]),
      );
    },
  };
}
