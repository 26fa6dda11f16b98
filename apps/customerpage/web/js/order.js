/** @import { Car, Config, Order } from './types.js' */
import { postOrder } from './api.js';
import { beginAttempt, endAttempt } from './attempt.js';
import { bodyOf, carDrawing } from './cars.js';
import { openDialog } from './dialog.js';
import { find, h } from './dom.js';
import { money, t } from './i18n.js';
import { countDown, message, messageFor } from './message.js';
import { paymentStep } from './payment.js';
import { quantity } from './quantity.js';
import { problemOf, staysOpen } from './problem.js';

/** After this time a message says that the bank is slow. */
const slow = 4_000;

/**
 * The order dialog: quantity, payment and result.
 * @param {{ car: Car, config: Config, attempt?: import('./attempt.js').Attempt, done: (order: Order) => void, refresh:
 *   () => void, signIn: () => void }} options `attempt`: the one that a reload interrupted
 */
export function openOrder({ car, config, attempt, done, refresh, signIn }) {
  const total = h('output', { class: 'total-amount' });
  const pay = h('button', { class: 'primary wide', type: 'submit' });
  const note = h('p', { class: 'hint', role: 'status' });
  const problem = h('div', {});
  const qty = quantity(Math.min(car.stock || 1, 10), attempt?.order.qty ?? 1, () => showPrice());
  const inputs = h('fieldset', { class: 'plain' }, qty.node, paymentStep(config, attempt?.order.paymentMethod));
  let stopCount = () => {};

  const payLabel = () => t('order.pay', { amount: money(car.pricePerUnit * qty.value(), car.currency) });
  function showPrice() {
    total.textContent = money(car.pricePerUnit * qty.value(), car.currency);
    if (!attempt) pay.textContent = payLabel();
  }

  /** @param {HTMLFormElement} form */
  async function send(form) {
    const card = new FormData(form).get('paymentMethod');
    const order = {
      productId: String(car.productId),
      qty: qty.value(),
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
    problem.replaceChildren(messageFor(error));
    stopCount = countDown(pay, error.retryAfter, open ? t('retry') : payLabel());
    pay.scrollIntoView({ block: 'end' });
    if (error.kind === 'outOfStock') refresh();
    if (error.kind === 'unauthorized') signIn();
    if (error.kind === 'declined') find(inputs, 'input[type=radio]:checked')?.focus();
  }

  const view = openDialog({
    name: 'order-dialog',
    title: t('order.title', { model: car.model }),
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
