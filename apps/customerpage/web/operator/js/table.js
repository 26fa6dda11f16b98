/** @import { Child } from '/js/types.js' */
import { h, reconcile } from '/js/dom.js';
import { currentLocale, t } from '/js/i18n.js';

/**
 * A table that becomes a list of cards on a narrow screen. The ARIA roles are explicit, because a table whose parts are
 * laid out as blocks loses them.
 * @template T
 * @param {{ id: string, label: string, columns: { name: string, title: string, cell: (row: T) => Child }[], rowClass?:
 *   string, keyOf: (row: T) => string }} options `title` is the key of a text; an empty one is for actions
 */
export function makeTable({ id, label, columns, keyOf }) {
  const head = h('tr', { role: 'row' });
  const body = h('tbody', { id, role: 'rowgroup' });
  const table = h(
    'table',
    { class: 'table', role: 'table', 'aria-label': t(label) },
    h('thead', { role: 'rowgroup' }, head),
    body,
  );
  /** @param {T} item */
  const row = (item) =>
    h(
      'tr',
      { role: 'row', tabindex: -1 },
      ...columns.map(({ name, title, cell }) =>
        h('td', { role: 'cell', class: `cell-${name}`, 'data-label': title && t(title) }, cell(item)),
      ),
    );
  return {
    table,
    /** @param {T[]} rows */
    fill(rows) {
      table.setAttribute('aria-label', t(label));
      head.replaceChildren(
        ...columns.map(({ name, title }) =>
          h(
            'th',
            { role: 'columnheader', scope: 'col', class: `cell-${name}` },
            title ? t(title) : h('span', { class: 'unseen' }, t('operator.actions')),
          ),
        ),
      );
      table.hidden = rows.length === 0;
      // Ages change with time, so the drawing itself is the state.
      const drawn = new Map(rows.map((item) => [keyOf(item), row(item)]));
      reconcile(
        body,
        rows,
        keyOf,
        (item) => `${currentLocale()} ${drawn.get(keyOf(item))?.innerHTML} ${JSON.stringify(item)}`,
        (item) => drawn.get(keyOf(item)) ?? row(item),
      );
    },
  };
}

/** The placeholder of an empty list. @param {string} title @param {string} text */
export const nothing = (title, text) =>
  h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', {}, text));

/** @param {string | number} id */
export const orderLink = (id) => h('a', { class: 'ref', href: `#/orders/${id}`, 'data-focus': 'order' }, `#${id}`);

/** @param {string} status */
export const chip = (status) => h('span', { class: 'chip', 'data-status': status }, t(`operator.at.${status}`));
