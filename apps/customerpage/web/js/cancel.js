/** @import { CancellationQuote, Rental } from './types.js' */
import { cancelOrder, getCancellation, getOrder } from './api.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { minute, money, t } from './i18n.js';
import { countDown, messageFor } from './message.js';
import { kindOfError, problemOf } from './problem.js';
import { isBooking, paid } from './status.js';

/**
 * Asks for confirmation before a rental is cancelled, and shows the refund. What a booking costs then is asked for first, and agreed
 * to with the request; an instant order is refunded in full.
 * @param {{ rental: Rental, model: string, done: () => void, refresh: () => void, signIn: () => void }} options
 */
export function openCancel({ rental, model, done, refresh, signIn }) {
  const booking = isBooking(rental);
  /** @type {CancellationQuote | undefined} */
  let quote;
  const keep = h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('cancel.keep'));
  const confirm = h('button', { class: 'danger', type: 'submit' });
  const lead = h('div', { class: 'lead', 'aria-live': 'polite' });
  const problem = h('div', {});
  let stopCount = () => {};

  function show() {
    const isAsking = booking && !quote;
    lead.replaceChildren(...(isAsking ? [h('p', {}, t('cancel.asking'))] : sentences(rental, quote)));
    confirm.textContent = confirmLabel(rental, quote);
    confirm.setAttribute('aria-disabled', String(isAsking));
  }

  async function ask() {
    problem.replaceChildren();
    show();
    try {
      quote = await getCancellation(rental.orderId);
      show();
    } catch (error) {
      fail(problemOf(error));
    }
  }

  async function send() {
    stopCount();
    if (booking && !quote) return ask();
    problem.replaceChildren();
    view.setBusy(true);
    confirm.textContent = t('cancel.sending');
    try {
      await cancelOrder(rental.orderId, quote?.fee).catch(unlessCancelled);
      view.setBusy(false);
      view.dialog.close();
      done();
    } catch (error) {
      view.setBusy(false);
      fail(problemOf(error));
    }
  }

  /** A conflict is success when the order is being cancelled: an earlier attempt or another tab did it. */
  async function unlessCancelled(/** @type {unknown} */ error) {
    if (kindOfError(error) !== 'conflict') throw error;
    const { status } = await getOrder(rental.orderId);
    if (status !== 'Cancelling' && status !== 'Cancelled') throw error;
  }

  /** @param {import('./problem.js').ShopProblem} error */
  function fail(error) {
    problem.replaceChildren(messageFor(error, 'Cancel'));
    const over = error.kind === 'conflict';
    confirm.hidden = over;
    if (over) keep.textContent = t('close');
    if (error.kind === 'feeChanged') {
      quote = /** @type {CancellationQuote} */ (error.members['cancellation']);
      return show();
    }
    stopCount = countDown(confirm, error.retryAfter, t('retry'));
    if (over) refresh();
    if (error.kind === 'unauthorized') signIn();
  }

  const view = openDialog({
    name: 'cancel-dialog',
    title: t('cancel.title', { model, id: rental.orderId }),
    content: [
      lead,
      h('p', { class: 'hint' }, t('cancel.steps')),
      problem,
      h('div', { class: 'buttons' }, keep, confirm),
    ],
    submit: send,
    closed: () => stopCount(),
  });
  if (booking) void ask();
  else show();
}

/** What comes back, and what the cancellation costs. @param {Rental} rental @param {CancellationQuote} [quote] */
function sentences(rental, quote) {
  const price = quote ? quote.refund : paid(rental);
  const amount = price === undefined ? '' : money(price, rental.currency);
  if (!quote?.fee) return [h('p', {}, amount ? t('cancel.text', { amount }) : t('cancel.textFull'))];
  const fee = money(quote.fee, quote.currency);
  return [
    h('p', {}, t('cancel.textFee', { fee, amount: money(quote.refund, quote.currency) })),
    quote.until && h('p', { class: 'hint' }, t('cancel.until', { time: minute(quote.until) })),
  ].filter((node) => node instanceof Node);
}

/** @param {Rental} rental @param {CancellationQuote} [quote] */
function confirmLabel(rental, quote) {
  const refund = quote ? quote.refund : paid(rental);
  if (refund === 0) return t('cancel.confirmNothing');
  return refund ? t('cancel.confirm', { amount: money(refund, rental.currency) }) : t('cancel.confirmFull');
}
