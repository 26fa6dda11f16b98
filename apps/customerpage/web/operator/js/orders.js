/** @import { Shell } from '/js/types.js' */
/** @import { OperatorOrder, OperatorOrders } from './answer-types.js' */
/** @import { ListedOrder } from './types.js' */
import { find as first, h } from '/js/dom.js';
import { money, t, time } from '/js/i18n.js';
import { getOrders } from './api.js';
import { orderStatuses } from './contract.js';
import { getModelNames } from './rental-api.js';
import { retryOrder } from './retry.js';
import { since } from './span.js';
import { chip, makeTable, nothing, orderLink } from './table.js';

const states = ['due', 'all', ...orderStatuses];
const ages = [0, 60, 300, 3600, 86_400];

/** Orders by status and age. @param {Shell} shell */
export function ordersView(shell) {
  const filter = { state: 'due', olderThan: 0 };
  /** Pages after the one that is refreshed. */
  /** @type {OperatorOrder[]} */
  let older = [];
  /** @type {number | null} */
  let next = null;
  /** The names of the models. @type {Map<string, string>} */
  let models = new Map();
  const table = makeTable({
    id: 'orders',
    label: 'operator.orders',
    keyOf: (/** @type {OperatorOrder} */ order) => String(order.id),
    columns: [
      { name: 'id', title: 'operator.order', cell: (order) => orderLink(order.id) },
      { name: 'status', title: 'operator.status', cell: (order) => chip(order.status) },
      {
        name: 'car',
        title: 'operator.car',
        cell: ({ qty, productId }) => `${qty} × ${models.get(productId) ?? productId}`,
      },
      { name: 'amount', title: 'operator.amount', cell: amountOf },
      { name: 'customer', title: 'operator.customer', cell: (order) => order.customerId },
      {
        name: 'age',
        title: 'operator.age',
        cell: (order) => h('time', { datetime: order.createdAt, title: time(order.createdAt) }, since(order.createdAt)),
      },
      { name: 'due', title: 'operator.due', cell: (order) => order.dueAt && attemptsOf(order) },
      { name: 'action', title: '', cell: (order) => order.dueAt && retryOrder(order, shell.refresh) },
    ],
  });
  const choices = h('div', { class: 'segments', role: 'group' });
  const age = h('select', { id: 'age' });
  const empty = h('div', {});
  const more = h('button', { class: 'quiet wide', type: 'button', hidden: true });
  const number = h('input', { id: 'find', type: 'number', min: 1, max: 2147483647, inputmode: 'numeric' });
  const find = h('form', { class: 'find', role: 'search', novalidate: true });
  find.addEventListener('submit', (event) => {
    event.preventDefault();
    if (/^[1-9]\d{0,9}$/.test(number.value)) shell.go(`#/orders/${number.value}`);
    else number.focus();
  });
  age.addEventListener('change', () => pick({ olderThan: Number(age.value) }));
  more.addEventListener('click', async () => {
    const page = await getOrders({ ...query(), before: next }).catch(() => null);
    if (!page) return;
    older = [...older, ...page.orders];
    next = page.next;
    shell.refresh();
  });

  /** @param {{ state?: string, olderThan?: number }} change */
  function pick(change) {
    Object.assign(filter, change);
    older = [];
    next = null;
    frame();
    shell.refresh();
  }
  const query = () => ({
    due: filter.state === 'due',
    status: ['due', 'all'].includes(filter.state) ? undefined : filter.state,
    olderThan: filter.olderThan || undefined,
  });

  /** The parts that do not depend on data. */
  function frame() {
    choices.setAttribute('aria-label', t('operator.status'));
    const focused = choices.contains(document.activeElement);
    choices.replaceChildren(
      ...states.map((state) =>
        h(
          'button',
          { type: 'button', 'aria-pressed': String(state === filter.state), onclick: () => pick({ state }) },
          ['due', 'all'].includes(state) ? t(`operator.state.${state}`) : t(`operator.at.${state}`),
        ),
      ),
    );
    if (focused) first(choices, '[aria-pressed="true"]')?.focus();
    age.replaceChildren(
      ...ages.map((seconds) =>
        h('option', { value: seconds, selected: seconds === filter.olderThan }, t(`operator.age.${seconds}`)),
      ),
    );
    find.replaceChildren(
      h('label', { class: 'unseen', for: 'find' }, t('operator.find')),
      number,
      h('button', { class: 'quiet small', type: 'submit' }, t('operator.open')),
    );
    number.placeholder = t('operator.findHint');
    more.textContent = t('operator.more');
  }

  return {
    tab: 'orders',
    title: 'operator.orders',
    nodes: [h('div', { class: 'bar' }, choices, age, find), empty, table.table, more],
    frame: () => {
      frame();
      age.setAttribute('aria-label', t('operator.age'));
    },
    read: () => Promise.all([getOrders(query()), getModelNames()]),
    /** @param {[OperatorOrders, Map<string, string>]} answers */
    draw([page, names]) {
      models = names;
      if (older.length === 0) next = page.next;
      const known = new Set(page.orders.map((order) => order.id));
      const rows = [...page.orders, ...older.filter((order) => !known.has(order.id))];
      table.fill(rows);
      empty.replaceChildren(
        ...(rows.length
          ? []
          : [nothing(t(`operator.none.${filter.state === 'due' ? 'due' : 'orders'}`), t('operator.none.text'))]),
      );
      more.hidden = next === null;
    },
  };
}

/** The amount; for a cancelled order also its fee and its refund. @param {ListedOrder} order */
function amountOf({ amount, currency, status, from, fee }) {
  const price = money(amount, currency);
  // Only the cancellation of a booking has a fee.
  const kept = from === undefined ? 0 : fee;
  if (status !== 'Cancelled' || kept === undefined) return price;
  const parts = { fee: money(kept, currency), refund: money(amount - kept, currency) };
  const settled = kept > 0 ? t('operator.feeAndRefund', parts) : t('operator.refundedAll');
  return h('span', {}, price, h('small', { class: 'settled' }, settled));
}

/** When the next attempt is made, and how many were made. @param {OperatorOrder} order */
function attemptsOf({ dueAt, attempts }) {
  if (!dueAt) return '';
  const due = Date.parse(dueAt) <= Date.now() ? t('operator.dueNow') : t('operator.dueAt', { time: time(dueAt) });
  return attempts > 0 ? `${due} · ${t('operator.tries', { n: attempts })}` : due;
}
