/** @import { Car, Config, Order, Period } from './types.js' */
import { postOrder } from './api.js';
import { beginAttempt, endAttempt } from './attempt.js';
import { bookingGoods } from './booking.js';
import { bodyOf, carDrawing } from './cars.js';
import { openDialog } from './dialog.js';
import { find, h } from './dom.js';
import { instantGoods } from './goods.js';
import { money, t } from './i18n.js';
import { mailFields } from './mail-fields.js';
import { countDown, message, messageFor } from './message.js';
import { paymentStep } from './payment.js';
import { problemOf, staysOpen } from './problem.js';

/** After this time a message says that the bank is slow. */
const slow = 4_000;

/**
 * The order dialog: what is ordered, payment and result.
 * @param {{ car: Car, period: Period | null, config: Config, attempt?: import('./attempt.js').Attempt, done: (order: Order) =>
 *   void, choose: (period: Period) => void, refresh: () => void, signIn: () => void }} options without `period` it is an instant
 *   order; `attempt`: the one that a reload interrupted; `choose` enters another period in the page
 */
export function openOrder({ car, period, config, attempt, done, choose, refresh, signIn }) {
  const total = h('output', { class: 'total-amount' });
  const pay = h('button', { class: 'primary wide', type: 'submit' });
  const note = h('p', { class: 'hint', role: 'status' });
  const problem = h('div', {});
  const interrupted = attempt?.order;
  const goods = period
    ? bookingGoods({ car, period, interrupted, changed: () => showPrice(), choose: startOver })
    : instantGoods(car, interrupted, () => showPrice());
  const mails = mailFields(interrupted, config.identity);
  const payment = paymentStep(config, interrupted?.paymentMethod);
  const inputs = h('fieldset', { class: 'plain' }, ...goods.nodes, mails.node, payment);
  let stopCount = () => {};

  const payLabel = () => {
    const price = goods.price();
    return price === undefined ? t('book.noPrice') : t('order.pay', { amount: money(price, car.currency) });
  };
  function showPrice() {
    const price = goods.price();
    total.textContent = price === undefined ? '–' : money(price, car.currency);
    if (attempt) return;
    pay.textContent = payLabel();
    pay.setAttribute('aria-disabled', String(price === undefined));
  }

  /** @param {Period} chosen */
  function startOver(chosen) {
    problem.replaceChildren();
    choose(chosen);
  }

  /** @param {HTMLFormElement} form */
  async function send(form) {
    if (!attempt && !mails.check()) return;
    const card = new FormData(form).get('paymentMethod');
    const order = {
      productId: String(car.productId),
      ...goods.request(),
      ...mails.request(),
      ...(typeof card === 'string' && { paymentMethod: card }),
    };
    attempt ??= beginAttempt(order);
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    inputs.disabled = true;
    pay.textContent = t('order.paying');
    const timer = setTimeout(() => (note.textContent = t('order.slow')), slow);
    try {
      const placed = await postOrder(attempt.order, attempt.key);
      endAttempt();
      view.setBusy(false);
      view.dialog.close();
      done(placed);
    } catch (error) {
      fail(problemOf(error));
    } finally {
      clearTimeout(timer);
      note.textContent = '';
    }
  }

  /** @param {import('./problem.js').ShopProblem} error */
  function fail(error) {
    const open = staysOpen(error.kind);
    if (!open) {
      attempt = undefined;
      endAttempt();
    }
    view.setBusy(false);
    inputs.disabled = open;
    const field = /** @type {{ field?: string }[] | undefined} */ (error.members['errors'])?.[0]?.field;
    problem.replaceChildren(...(field === 'email' ? [] : [messageFor(error)]));
    const more = open ? null : goods.explain(error);
    if (more) problem.append(more);
    stopCount = countDown(pay, error.retryAfter, open ? t('retry') : payLabel());
    if (goods.price() === undefined) showPrice();
    if (field === 'email') return mails.refuse();
    pay.scrollIntoView({ block: 'end' });
    if (error.kind === 'outOfStock' || error.kind === 'notAvailable') refresh();
    if (error.kind === 'unauthorized') signIn();
    if (error.kind === 'declined') find(inputs, 'input[type=radio]:checked')?.focus();
  }

  const view = openDialog({
    name: 'order-dialog',
    title: goods.title,
    content: [
      h(
        'div',
        { class: 'stage', 'data-body': bodyOf(car.productId, car.model) },
        carDrawing(bodyOf(car.productId, car.model)),
      ),
      inputs,
      h('p', { class: 'total' }, h('span', {}, t('order.total')), total),
      problem,
      pay,
      note,
    ],
    submit: send,
    closed: () => {
      stopCount();
      endAttempt();
    },
  });
  showPrice();
  if (!attempt) return;
  inputs.disabled = true;
  pay.textContent = t('order.continue');
  problem.replaceChildren(
    message({ kind: 'interrupted', title: t('order.interrupted'), text: t('order.interruptedText') }),
  );
}
