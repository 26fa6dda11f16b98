/** @import { Desk, Refund, Refunds } from '/js/types.js' */
import { h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { getRefunds } from './api.js';
import { gap } from './span.js';
import { makeTable, nothing, orderLink } from './table.js';

/** The refunds, newest first. @param {Desk} desk */
export function refundsView(desk) {
  /** @type {Refund[]} */
  let older = [];
  /** @type {number | null} */
  let next = null;
  /** @param {string | null} moment */
  const at = (moment) => (moment ? h('time', { datetime: moment }, time(moment)) : '–');
  const table = makeTable({
    id: 'refunds',
    label: 'desk.refunds',
    keyOf: (/** @type {Refund} */ refund) => String(refund.id),
    columns: [
      { name: 'id', title: 'desk.order', cell: (refund) => orderLink(refund.orderId) },
      { name: 'amount', title: 'desk.amount', cell: (refund) => h('b', {}, money(refund.amount, refund.currency)) },
      { name: 'kind', title: 'desk.refundBy', cell: (refund) => t(`desk.refundBy.${refund.kind ?? 'refund'}`) },
      { name: 'customer', title: 'desk.customer', cell: (refund) => refund.customerId ?? '–' },
      { name: 'charged', title: 'desk.charged', cell: (refund) => at(refund.chargedAt) },
      { name: 'refunded', title: 'desk.refunded', cell: (refund) => at(refund.refundedAt) },
      {
        name: 'held',
        title: 'desk.held',
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
    desk.refresh();
  });
  return {
    tab: 'refunds',
    title: 'desk.refunds',
    nodes: [empty, table.table, more],
    frame() {
      more.textContent = t('desk.more');
    },
    read: () => getRefunds({}),
    /** @param {Refunds} page */
    draw(page) {
      if (older.length === 0) next = page.next;
      const known = new Set(page.refunds.map((refund) => refund.id));
      const rows = [...page.refunds, ...older.filter((refund) => !known.has(refund.id))];
      table.fill(rows);
      empty.replaceChildren(...(rows.length ? [] : [nothing(t('desk.none.refunds'), t('desk.none.refundsText'))]));
      more.hidden = next === null;
    },
  };
}
