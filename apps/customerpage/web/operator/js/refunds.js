/** @import { Shell } from '/js/types.js' */
/** @import { Refund, Refunds } from './answer-types.js' */
import { h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { getRefunds } from './api.js';
import { gap } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';

/** The refunds, newest first. @param {Shell} shell */
export function refundsView(shell) {
  /** @type {Refund[]} */
  let older = [];
  /** @type {number | null} */
  let next = null;
  /** @param {string | null} moment */
  const at = (moment) => (moment ? h('time', { datetime: moment }, time(moment)) : '–');
  const table = makeTable({
    id: 'refunds',
    label: 'operator.refunds',
    keyOf: (/** @type {Refund} */ refund) => String(refund.id),
    columns: [
      { name: 'id', title: 'operator.order', cell: (refund) => orderLink(refund.orderId) },
      { name: 'amount', title: 'operator.amount', cell: (refund) => h('b', {}, money(refund.amount, refund.currency)) },
      { name: 'kind', title: 'operator.refundBy', cell: (refund) => t(`operator.refundBy.${refund.kind ?? 'refund'}`) },
      { name: 'customer', title: 'operator.customer', cell: (refund) => refund.customerId ?? '–' },
      { name: 'charged', title: 'operator.charged', cell: (refund) => at(refund.chargedAt) },
      { name: 'refunded', title: 'operator.refunded', cell: (refund) => at(refund.refundedAt) },
      {
        name: 'held',
        title: 'operator.held',
        cell: (refund) => (refund.chargedAt ? gap(refund.chargedAt, refund.refundedAt) : '–'),
      },
    ],
  });
  const empty = h('div', {});
  const more = h('button', { class: 'quiet wide', type: 'button', hidden: true });
  more.addEventListener('click', async () => {
    const page = await getRefunds({ before: next }).catch(() => null);
    if (!page) return;
    older = [...older, ...page.refunds];
    next = page.next;
    shell.refresh();
  });
  return {
    tab: 'refunds',
    title: 'operator.refunds',
    nodes: [empty, table.table, more],
    frame() {
      more.textContent = t('operator.more');
    },
    read: () => getRefunds({}),
    /** @param {Refunds} page */
    draw(page) {
      if (older.length === 0) next = page.next;
      const known = new Set(page.refunds.map((refund) => refund.id));
      const rows = [...page.refunds, ...older.filter((refund) => !known.has(refund.id))];
      table.fill(rows);
      empty.replaceChildren(
        ...(rows.length ? [] : [nothing(t('operator.none.refunds'), t('operator.none.refundsText'))]),
      );
      more.hidden = next === null;
    },
  };
}
