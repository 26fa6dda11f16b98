/** @import { Decision, Decisions, Desk } from '/js/types.js' */
import { announce, h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { askReason } from './reason.js';
import { actionButton } from './retry.js';
import { since } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';
import { showTrouble } from './trouble.js';
import { getDecisions, resolveDecision, retryDecision } from './work-api.js';

/** @param {Decision} row */
const named = ({ kind, orderId }) => ({ kind: t(`desk.decision.${kind}`), id: orderId });

/** Money that a person must decide about, oldest first. @param {Desk} desk */
export function decisionsView(desk) {
  /** @param {Decision} row */
  const resolve = (row) =>
    askReason({
      title: t('desk.resolveTitle', named(row)),
      text: t(row.kind.startsWith('refund_') ? 'desk.resolveRefundText' : 'desk.resolveText', named(row)),
      confirm: t('desk.resolve'),
      act: (reason) => resolveDecision(row, reason),
      done: () => {
        announce(t('desk.resolved'));
        desk.refresh();
      },
      failed: desk.failed,
    });
  /** @param {Decision} row */
  const retry = (row) => {
    const label = t(
      row.kind === 'unmatched_charge' ? 'desk.giveBack' : row.kind === 'dispute' ? 'desk.lookAgain' : 'desk.retry',
    );
    return actionButton({
      label,
      name: `${label}: ${t('desk.decisionOf', named(row))}`,
      focus: 'retry',
      act: () => retryDecision(row),
      done: () => announce(t('desk.decisionRetried', named(row))),
      refresh: desk.refresh,
    });
  };
  /** @param {Decision} row */
  const actions = (row) =>
    h(
      'div',
      {},
      row.retriable && retry(row),
      h(
        'button',
        {
          class: 'quiet small',
          type: 'button',
          'data-focus': 'resolve',
          'aria-label': `${t('desk.resolve')}: ${t('desk.decisionOf', named(row))}`,
          onclick: () => resolve(row),
        },
        t('desk.resolve'),
      ),
    );
  const table = makeTable({
    id: 'decisions',
    label: 'desk.decisions',
    keyOf: (/** @type {Decision} */ row) => String(row.id),
    columns: [
      { name: 'id', title: 'desk.order', cell: (row) => orderLink(row.orderId) },
      {
        name: 'kind',
        title: 'desk.kind',
        cell: (row) => h('span', { class: 'kind', 'data-kind': 'dead' }, t(`desk.decision.${row.kind}`)),
      },
      { name: 'amount', title: 'desk.amount', cell: (row) => h('b', {}, money(row.amount, row.currency)) },
      { name: 'reason', title: 'desk.reasonTold', cell: (row) => row.reason },
      {
        name: 'age',
        title: 'desk.since',
        cell: (row) => h('time', { datetime: row.openedAt, title: time(row.openedAt) }, since(row.openedAt)),
      },
      { name: 'action', title: '', cell: actions },
    ],
  });
  const empty = h('div', {});
  return {
    tab: 'decisions',
    title: 'desk.decisions',
    nodes: [empty, table.table],
    frame: () => undefined,
    read: () => getDecisions(),
    /** @param {Decisions} data */
    draw({ decisions }) {
      table.fill(decisions);
      empty.replaceChildren(
        ...(decisions.length ? [] : [nothing(t('desk.none.decisions'), t('desk.none.decisionsText'))]),
      );
      if (decisions.length === 0) showTrouble(null);
    },
  };
}
