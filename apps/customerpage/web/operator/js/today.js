/** @import { Shell } from '/js/types.js' */
/** @import { Agenda, AgendaEntry } from './types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { deliveryActions } from './delivery-actions.js';
import { localDay } from './form-model.js';
import { markChip } from './marks.js';
import { getAgenda } from './rental-api.js';
import { boundsOf } from './rental-model.js';
import { dayName, minuteOf } from './span.js';
import { chip, makeTable, orderLink } from './table.js';

/** What is to be brought and fetched on a day, as a list that can be printed. @param {Shell} shell */
export function todayView(shell) {
  /** The chosen day; empty for today, also after midnight. */
  let chosen = '';
  const day = () => chosen || localDay(new Date());
  const date = h('input', { type: 'date', id: 'day' });
  const label = h('label', { for: 'day' });
  const print = h('button', { class: 'quiet small', type: 'button', onclick: () => window.print() });
  const name = h('p', { class: 'day-name' });
  const sections = [part('bring'), part('fetch')];
  date.addEventListener('change', () => {
    chosen = date.value;
    frame();
    shell.refresh();
  });

  /** @param {'bring' | 'fetch'} id */
  function part(id) {
    const table = makeTable({
      id,
      label: `operator.${id}`,
      keyOf: (/** @type {AgendaEntry} */ entry) => String(entry.orderId),
      columns: [
        { name: 'time', title: 'operator.time', cell: (entry) => timeOf(entry, day()) },
        { name: 'id', title: 'operator.order', cell: ({ orderId }) => orderLink(orderId) },
        { name: 'status', title: 'operator.status', cell: ({ status }) => chip(status) },
        { name: 'model', title: 'operator.car', cell: ({ qty, model }) => `${qty} × ${model}` },
        { name: 'plate', title: 'operator.plate', cell: ({ plate }) => h('b', {}, plate ?? '–') },
        { name: 'place', title: 'operator.place', cell: ({ place }) => place ?? '–' },
        { name: 'customer', title: 'operator.customer', cell: ({ customerId }) => customerId },
        { name: 'action', title: '', cell: (entry) => h('div', {}, ...deliveryActions(shell, entry)) },
      ],
    });
    const title = h('h2', { id: `${id}-title` });
    const empty = h('p', { class: 'note' });
    // Until the agenda is read, neither "nothing to do" nor a list would be true.
    empty.hidden = true;
    table.table.hidden = true;
    const node = h('section', { class: 'agenda', 'aria-labelledby': `${id}-title` }, title, empty, table.table);
    return {
      node,
      id,
      frame() {
        title.textContent = t(`operator.${id}`);
        empty.textContent = t(`operator.none.${id}`);
      },
      /** @param {AgendaEntry[]} entries */
      draw(entries) {
        empty.hidden = entries.length > 0;
        table.fill(entries);
      },
    };
  }

  function frame() {
    label.textContent = t('operator.day');
    print.textContent = t('operator.print');
    date.value = day();
    name.textContent = dayName(day());
    for (const section of sections) section.frame();
  }

  return {
    tab: 'today',
    title: 'operator.today',
    nodes: [h('div', { class: 'bar' }, label, date, print), name, ...sections.map(({ node }) => node)],
    frame,
    read: () => getAgenda(boundsOf(day())),
    /** @param {Agenda} agenda */
    draw(agenda) {
      // After midnight the list is the next day's.
      if (!chosen && date.value !== day() && document.activeElement !== date) frame();
      for (const section of sections) section.draw(agenda[section.id]);
    },
  };
}

/** The time of an entry, with its day where that is another one. @param {AgendaEntry} entry @param {string} day */
function timeOf({ at, isLate, isAtRisk }, day) {
  if (at === null) return t('operator.noTime');
  return h(
    'span',
    { class: 'at' },
    h('time', { datetime: at }, minuteOf(at, localDay(new Date(at)) !== day)),
    isLate && markChip('late'),
    isAtRisk && markChip('atRisk'),
  );
}
