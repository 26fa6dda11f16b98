/** @import { Shell } from '/js/types.js' */
/** @import { Decision, Decisions } from './answer-types.js' */
import { announce, h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { askReason } from './reason.js';
import { actionButton } from './retry.js';
import { since } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';
import { showTrouble } from './trouble.js';
import { getDecisions, resolveDecision, retryDecision } from './work-api.js';

/** @param {Decision} row */
const named = ({ kind, orderId }) => ({ kind: t(`operator.decision.${kind}`), id: orderId });

/** Decisions about money, oldest first. @param {Shell} shell */
export function decisionsView(shell) {
  /** @param {Decision} row */
  const resolve = (row) =>
    askReason({
      title: t('operator.resolveTitle', named(row)),
      text: t(row.kind.startsWith('refund_') ? 'operator.resolveRefundText' : 'operator.resolveText', named(row)),
      confirm: t('operator.resolve'),
      act: (reason) => resolveDecision(row, reason),
      done: () => {
        announce(t('operator.resolved'));
        shell.refresh();
      },
      failed: shell.failed,
    });
  /** @param {Decision} row */
  const retry = (row) => {
    const label = t(
      row.kind === 'unmatched_charge'
        ? 'operator.giveBack'
        : row.kind === 'dispute'
          ? 'operator.lookAgain'
          : 'operator.retry',
    );
    return actionButton({
      label,
      name: `${label}: ${t('operator.decisionOf', named(row))}`,
      focus: 'retry',
      act: () => retryDecision(row),
      done: () => announce(t('operator.decisionRetried', named(row))),
      refresh: shell.refresh,
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
          'aria-label': `${t('operator.resolve')}: ${t('operator.decisionOf', named(row))}`,
          onclick: () => resolve(row),
        },
        t('operator.resolve'),
      ),
    );
  const table = makeTable({
    id: 'decisions',
    label: 'operator.decisions',
    keyOf: (/** @type {Decision} */ row) => String(row.id),
    columns: [
      { name: 'id', title: 'operator.order', cell: (row) => orderLink(row.orderId) },
      {
        name: 'kind',
        title: 'operator.kind',
        cell: (row) => h('span', { class: 'kind', 'data-kind': 'dead' }, t(`operator.decision.${row.kind}`)),
      },
      { name: 'amount', title: 'operator.amount', cell: (row) => h('b', {}, money(row.amount, row.currency)) },
      { name: 'reason', title: 'operator.stuckReason', cell: (row) => row.reason },
      {
        name: 'age',
        title: 'operator.since',
        cell: (row) => h('time', { datetime: row.openedAt, title: time(row.openedAt) }, since(row.openedAt)),
      },
      { name: 'action', title: '', cell: actions },
    ],
  });
  const empty = h('div', {});
  return {
    tab: 'decisions',
    title: 'operator.decisions',
    nodes: [empty, table.table],
    frame: () => undefined,
    read: () => getDecisions(),
    /** @param {Decisions} data */
    draw({ decisions }) {
      table.fill(decisions);
      empty.replaceChildren(
        ...(decisions.length ? [] : [nothing(t('operator.none.decisions'), t('operator.none.decisionsText'))]),
      );
      if (decisions.length === 0) showTrouble(null);
    },
  };
}
