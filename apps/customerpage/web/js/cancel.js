/** @import { Rental } from './types.js' */
import { cancelOrder, getOrder } from './api.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { money, t } from './i18n.js';
import { countDown, messageFor } from './message.js';
import { kindOfError, problemOf } from './problem.js';
import { paid } from './status.js';

/**
 * Asks for confirmation before a rental is cancelled, and shows the refund.
 * @param {{ rental: Rental, model: string, done: () => void, refresh: () => void, signIn: () => void }} options
 */
export function openCancel({ rental, model, done, refresh, signIn }) {
  const price = paid(rental);
  const amount = price === undefined ? '' : money(price, rental.currency);
  const keep = h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('cancel.keep'));
  const confirm = h(
    'button',
    { class: 'danger', type: 'submit' },
    amount ? t('cancel.confirm', { amount }) : t('cancel.confirmFull'),
  );
  const problem = h('div', {});
  let stopCount = () => {};

  async function send() {
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    confirm.textContent = t('cancel.sending');
    try {
      await cancelOrder(rental.orderId).catch(unlessCancelled);
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
    stopCount = countDown(confirm, error.retryAfter, t('retry'));
    if (over) refresh();
    if (error.kind === 'unauthorized') signIn();
  }

  const view = openDialog({
    name: 'cancel-dialog',
    title: t('cancel.title', { model }),
    content: [
      h('p', { class: 'lead' }, amount ? t('cancel.text', { amount }) : t('cancel.textFull')),
      h('p', { class: 'hint' }, t('cancel.steps')),
      problem,
      h('div', { class: 'buttons' }, keep, confirm),
    ],
    submit: send,
    closed: () => stopCount(),
  });
}
