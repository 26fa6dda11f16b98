/** @import { Shell } from '/js/types.js' */
/** @import { Unpaid } from './calendar-types.js' */
import { announce, h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { ShopProblem } from '/js/problem.js';
import { getOwed, retryOwed, waiveOwed } from './calendar-api.js';
import { askReason } from './reason.js';
import { actionButton } from './retry.js';
import { since } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';
import { showTrouble } from './trouble.js';
import { wordOf } from './word-of.js';

/** @param {Unpaid} row */
const named = ({ orderId, amount, currency }) => ({ id: orderId, amount: money(amount, currency) });

/** @param {Unpaid} row @throws {ShopProblem} when it is still unpaid */
async function chargeAgain(row) {
  const { status } = await retryOwed(row);
  if (status === 'Open') throw new ShopProblem('declined', { code: 'owed.still_open' });
}

/** The amounts that customers have not paid after a return, the oldest first. @param {Shell} shell */
export function owedView(shell) {
  /** @param {Unpaid} row */
  const waive = (row) =>
    askReason({
      title: t('operator.waiveTitle', named(row)),
      text: t('operator.waiveText', named(row)),
      confirm: t('operator.waive'),
      maxlength: 200,
      act: (reason) => waiveOwed(row, reason),
      done: () => {
        announce(t('operator.waived', named(row)));
        shell.refresh();
      },
      failed: shell.failed,
    });
  /** @param {Unpaid} row */
  const actions = (row) =>
    h(
      'div',
      {},
      actionButton({
        label: t('operator.chargeAgain'),
        name: t('operator.doOrder', { action: t('operator.chargeAgain'), id: row.orderId }),
        focus: 'retry',
        act: () => chargeAgain(row),
        done: () => announce(t('operator.chargedAgain', named(row))),
        refresh: shell.refresh,
      }),
      h(
        'button',
        {
          class: 'quiet small',
          type: 'button',
          'data-focus': 'waive',
          'aria-label': t('operator.doOrder', { action: t('operator.waive'), id: row.orderId }),
          onclick: () => waive(row),
        },
        t('operator.waive'),
      ),
    );
  const table = makeTable({
    id: 'owed',
    label: 'operator.owed',
    keyOf: (/** @type {Unpaid} */ row) => String(row.orderId),
    columns: [
      { name: 'id', title: 'operator.order', cell: (row) => orderLink(row.orderId) },
      { name: 'amount', title: 'operator.amount', cell: (row) => h('b', {}, money(row.amount, row.currency)) },
      { name: 'customer', title: 'operator.customer', cell: (row) => row.customerId },
      { name: 'reason', title: 'operator.stuckReason', cell: (row) => wordOf('owedReason', row.reason) },
      { name: 'status', title: 'operator.status', cell: (row) => wordOf('owedStatus', row.status) },
      {
        name: 'age',
        title: 'operator.since',
        cell: (row) => h('time', { datetime: row.since, title: time(row.since) }, since(row.since)),
      },
      { name: 'action', title: '', cell: actions },
    ],
  });
  const empty = h('div', {});
  return {
    tab: 'owed',
    title: 'operator.owed',
    nodes: [empty, table.table],
    frame: () => undefined,
    read: getOwed,
    /** @param {Unpaid[]} rows */
    draw(rows) {
      table.fill(rows);
      empty.replaceChildren(...(rows.length ? [] : [nothing(t('operator.none.owed'), t('operator.none.owedText'))]));
      if (rows.length === 0) showTrouble(null);
    },
  };
}
