/** @import { Config, ExtensionQuote, ExtensionRequest, Rental } from './types.js' */
import { newKey } from './attempt.js';
import { getExtension, postExtension } from './changes-api.js';
import { openDialog } from './dialog.js';
import { find, h } from './dom.js';
import { endField } from './end-field.js';
import { drawExtension, latestChoice } from './extension-view.js';
import { minute, money, t } from './i18n.js';
import { countDown, messageFor } from './message.js';
import { paymentStep } from './payment.js';
import { ownZone, toRfc3339 } from './period.js';
import { problemOf, staysOpen } from './problem.js';

/** A time is entered in two or three steps; the shop is asked after the last one. */
const settled = 300;
const quarter = 15 * 60_000;
/** The kinds of problems after which this dialog can do nothing more. */
const final = ['conflict', 'extensionOpen'];

/**
 * Makes a booking end later: asks what the chosen end costs, and pays. The end is absolute and the same attempt keeps its key, so
 * that no retry extends twice.
 * @param {{ rental: Rental & { to: string }, model: string, config: Config, done: (extended: { to: string, total: number }) =>
 *   void, refresh: () => void, signIn: () => void }} options
 */
export function openExtend({ rental, model, config, done, refresh, signIn }) {
  const end = Date.parse(rental.to);
  const earliest = Math.max(end, Math.ceil(Date.now() / quarter) * quarter);
  /** @type {ExtensionQuote | undefined} */
  let quote;
  /** The extension that is being sent, while its outcome is unknown. @type {{ key: string, request: ExtensionRequest } | undefined} */
  let attempt;
  let asked = 0;
  let timer = 0;
  let stopCount = () => {};
  const field = endField({ end, earliest, changed: askSoon });
  const price = h('div', { class: 'quote', 'aria-live': 'polite' });
  const payment = paymentStep(config);
  const inputs = h('fieldset', { class: 'plain' }, field.node, price, payment);
  const problem = h('div', {});
  const pay = h('button', { class: 'primary wide', type: 'submit' });

  function showPay() {
    const amount = quote?.available ? quote.amount : null;
    if (payment) payment.hidden = quote !== undefined && !amount;
    pay.textContent = amount ? t('order.pay', { amount: money(amount, quote?.currency) }) : t('extend.confirm');
    pay.setAttribute('aria-disabled', String(amount === null || amount === undefined));
  }

  function askSoon() {
    stopCount();
    problem.replaceChildren();
    quote = undefined;
    showPay();
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), settled);
  }

  async function ask() {
    const to = field.value();
    const turn = (asked += 1);
    quote = undefined;
    field.mark(to === undefined ? t('extend.incomplete') : to <= end ? t('extend.order') : '');
    price.replaceChildren();
    showPay();
    if (to === undefined || to <= end) return;
    price.replaceChildren(h('p', { class: 'hint' }, t('book.asking')));
    try {
      const answer = await getExtension(rental.orderId, toRfc3339(to, ownZone()));
      if (turn !== asked) return;
      quote = answer;
      price.replaceChildren(drawExtension(answer, { to, end, choose }));
    } catch (error) {
      if (turn !== asked) return;
      price.replaceChildren();
      return fail(problemOf(error));
    }
    showPay();
  }

  /** @param {number} to the latest possible end, which the customer chose */
  function choose(to) {
    problem.replaceChildren();
    field.set(to);
    field.focus();
  }

  /** @param {HTMLFormElement} form */
  async function send(form) {
    const to = field.value();
    stopCount();
    if (!attempt && (to === undefined || !quote?.available)) return ask();
    const card = new FormData(form).get('paymentMethod');
    const request = {
      to: toRfc3339(to ?? end, ownZone()),
      ...(typeof quote?.amount === 'number' && { expectedAmount: quote.amount }),
      ...(typeof card === 'string' && { paymentMethod: card }),
    };
    attempt ??= { key: newKey(), request };
    problem.replaceChildren();
    view.setBusy(true);
    inputs.disabled = true;
    pay.textContent = t('order.paying');
    try {
      const extended = await postExtension(rental.orderId, attempt.request, attempt.key);
      view.setBusy(false);
      view.dialog.close();
      done(extended);
    } catch (error) {
      fail(problemOf(error));
    }
  }

  /** @param {import('./problem.js').ShopProblem} error */
  function fail(error) {
    const isOpen = attempt !== undefined && staysOpen(error.kind);
    if (!isOpen) attempt = undefined;
    view.setBusy(false);
    inputs.disabled = isOpen || final.includes(error.kind);
    pay.hidden = final.includes(error.kind);
    problem.replaceChildren(messageFor(error, 'Extend'));
    showPay();
    stopCount = countDown(pay, error.retryAfter, isOpen || !quote ? t('retry') : (pay.textContent ?? ''));
    if (error.kind === 'extensionRefused') {
      quote = undefined;
      price.replaceChildren();
      problem.append(latestChoice(error.members['latestTo'], end, choose));
      showPay();
    }
    if (error.kind === 'priceChanged') void ask();
    if (error.kind === 'badPeriod') field.mark(t('problem.badPeriodExtend.text'));
    if (error.kind === 'declined') find(inputs, 'input[type=radio]:checked')?.focus();
    if (final.includes(error.kind)) refresh();
    if (error.kind === 'unauthorized') signIn();
  }

  const view = openDialog({
    name: 'extend-dialog',
    title: t('extend.title', { model }),
    content: [h('p', { class: 'lead' }, t('extend.now', { time: minute(rental.to) })), inputs, problem, pay],
    submit: (form) => void send(form),
    closed: () => {
      stopCount();
      clearTimeout(timer);
    },
  });
  void ask();
}
