/** @import { Asked, Shell } from '/js/types.js' */
/** @import { Stuck } from './answer-types.js' */
import { announce, h } from '/js/dom.js';
import { t, time } from '/js/i18n.js';
import { askAsOperator } from './api.js';
import { askReason } from './reason.js';
import { actionButton } from './retry.js';
import { silentNote } from './silent-note.js';
import { since } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';
import { showTrouble } from './trouble.js';
import { discardStuck, getStuck, retryStuck } from './work-api.js';

/** @param {Stuck} row */
const named = ({ service, key, type }) => ({
  service: t(`operator.service.${service}`),
  id: key,
  event: type ?? t('operator.event'),
});

/** The stuck events of all services, oldest first. @param {Shell} shell */
export function stuckView(shell) {
  /** @param {Stuck} row */
  const discard = (row) =>
    askReason({
      title: t('operator.discardTitle', named(row)),
      text: t('operator.discardText', named(row)),
      confirm: t('operator.discard'),
      act: (reason) => discardStuck(row, reason),
      done: () => {
        announce(t('operator.discarded'));
        shell.refresh();
      },
      failed: shell.failed,
    });
  /** @param {Stuck} row */
  const actions = (row) =>
    h(
      'div',
      {},
      actionButton({
        label: t('operator.retry'),
        name: t('operator.retryStuck', named(row)),
        focus: 'retry',
        act: () => retryStuck(row),
        done: () => announce(t('operator.retriedStuck', named(row))),
        refresh: shell.refresh,
      }),
      row.discardable &&
        h(
          'button',
          {
            class: 'quiet small',
            type: 'button',
            'data-focus': 'discard',
            'aria-label': t('operator.discardStuck', named(row)),
            onclick: () => discard(row),
          },
          t('operator.discard'),
        ),
    );
  const table = makeTable({
    id: 'stuck',
    label: 'operator.stuck',
    keyOf: (/** @type {Stuck} */ row) => `${row.service} ${row.kind} ${row.id}`,
    columns: [
      { name: 'service', title: 'operator.service', cell: (row) => t(`operator.service.${row.service}`) },
      {
        name: 'kind',
        title: 'operator.kind',
        cell: (row) => h('span', { class: 'kind', 'data-kind': row.kind }, t(`operator.kind.${row.kind}`)),
      },
      {
        name: 'id',
        title: 'operator.order',
        cell: (row) => (/^[1-9]\d{0,9}$/.test(row.key) ? orderLink(row.key) : row.key || '–'),
      },
      { name: 'event', title: 'operator.event', cell: (row) => row.type ?? '?' },
      { name: 'reason', title: 'operator.stuckReason', cell: (row) => row.reason },
      {
        name: 'age',
        title: 'operator.since',
        cell: (row) => h('time', { datetime: row.since, title: time(row.since) }, since(row.since)),
      },
      { name: 'action', title: '', cell: actions },
    ],
  });
  const empty = h('div', {});
  const silent = silentNote('operator.silent');
  return {
    tab: 'stuck',
    title: 'operator.stuck',
    nodes: [silent.node, empty, table.table],
    frame: () => undefined,
    read: () => askAsOperator(getStuck),
    /** @param {Asked<Stuck[]>[]} answers */
    draw(answers) {
      const rows = answers.flatMap(({ answer }) => answer ?? []).sort((a, b) => a.since.localeCompare(b.since));
      const isSilent = silent.fill(answers);
      table.fill(rows);
      empty.replaceChildren(
        ...(rows.length || isSilent ? [] : [nothing(t('operator.none.stuck'), t('operator.none.stuckText'))]),
      );
      if (rows.length === 0) showTrouble(null);
    },
  };
}
