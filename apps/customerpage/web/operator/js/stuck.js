/** @import { Asked, Desk, Stuck } from '/js/types.js' */
import { announce, h } from '/js/dom.js';
import { t, time } from '/js/i18n.js';
import { ShopProblem } from '/js/problem.js';
import { askAll } from './api.js';
import { askReason } from './reason.js';
import { actionButton } from './retry.js';
import { since } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';
import { showTrouble } from './trouble.js';
import { discardStuck, getStuck, retryStuck } from './work-api.js';

/** @param {Stuck} row */
const named = ({ service, key, type }) => ({
  service: t(`desk.service.${service}`),
  id: key,
  event: type ?? t('desk.event'),
});

/** What was set aside in any service, oldest first. @param {Desk} desk */
export function stuckView(desk) {
  /** @param {Stuck} row */
  const discard = (row) =>
    askReason({
      title: t('desk.discardTitle', named(row)),
      text: t('desk.discardText', named(row)),
      confirm: t('desk.discard'),
      act: (reason) => discardStuck(row, reason),
      done: () => {
        announce(t('desk.discarded'));
        desk.refresh();
      },
      failed: desk.failed,
    });
  /** @param {Stuck} row */
  const actions = (row) =>
    h(
      'div',
      {},
      actionButton({
        label: t('desk.retry'),
        name: t('desk.retryStuck', named(row)),
        focus: 'retry',
        act: () => retryStuck(row),
        done: () => announce(t('desk.retriedStuck', named(row))),
        refresh: desk.refresh,
      }),
      row.discardable &&
        h(
          'button',
          {
            class: 'quiet small',
            type: 'button',
            'data-focus': 'discard',
            'aria-label': t('desk.discardStuck', named(row)),
            onclick: () => discard(row),
          },
          t('desk.discard'),
        ),
    );
  const table = makeTable({
    id: 'stuck',
    label: 'desk.stuck',
    keyOf: (/** @type {Stuck} */ row) => `${row.service} ${row.kind} ${row.id}`,
    columns: [
      { name: 'service', title: 'desk.service', cell: (row) => t(`desk.service.${row.service}`) },
      {
        name: 'kind',
        title: 'desk.kind',
        cell: (row) => h('span', { class: 'kind', 'data-kind': row.kind }, t(`desk.kind.${row.kind}`)),
      },
      {
        name: 'id',
        title: 'desk.order',
        cell: (row) => (/^[1-9]\d{0,9}$/.test(row.key) ? orderLink(row.key) : row.key || '–'),
      },
      { name: 'event', title: 'desk.event', cell: (row) => row.type ?? '?' },
      { name: 'reason', title: 'desk.reasonTold', cell: (row) => row.reason },
      {
        name: 'age',
        title: 'desk.since',
        cell: (row) => h('time', { datetime: row.since, title: time(row.since) }, since(row.since)),
      },
      { name: 'action', title: '', cell: actions },
    ],
  });
  const empty = h('div', {});
  const away = h('p', { class: 'note lead-note', hidden: true });
  return {
    tab: 'stuck',
    title: 'desk.stuck',
    nodes: [away, empty, table.table],
    frame: () => undefined,
    async read() {
      const told = await askAll(getStuck);
      const refused = told.find(({ failed }) => failed === 'unauthorized' || failed === 'forbidden');
      if (refused) throw new ShopProblem(refused.failed === 'forbidden' ? 'forbidden' : 'unauthorized');
      return told;
    },
    /** @param {Asked<Stuck[]>[]} told */
    draw(told) {
      const rows = told.flatMap(({ answer }) => answer ?? []).sort((a, b) => a.since.localeCompare(b.since));
      const silent = told.filter(({ failed }) => failed).map(({ service }) => t(`desk.service.${service}`));
      away.hidden = silent.length === 0;
      away.textContent = silent.length ? t('desk.silent', { services: silent.join(', ') }) : '';
      table.fill(rows);
      empty.replaceChildren(
        ...(rows.length || silent.length ? [] : [nothing(t('desk.none.stuck'), t('desk.none.stuckText'))]),
      );
      if (rows.length === 0) showTrouble(null);
    },
  };
}
