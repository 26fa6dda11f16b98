/** @import { Rental } from './types.js' */
import { getDeliveryId, postReturn } from './api.js';
import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { minute, t } from './i18n.js';
import { countDown, messageFor } from './message.js';
import { ShopProblem, problemOf } from './problem.js';
import { returnQuote } from './return-quote.js';
import { isBooking } from './status.js';

/**
 * Records that a car is back, with what the customer reads off it. Sending it twice records it once.
 * @param {{ rental: Rental, model: string, done: () => void, refresh: () => void, signIn: () => void }} options
 */
export function openReturn({ rental, model, done, refresh, signIn }) {
  const odometer = h('input', {
    id: 'odometer',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    'aria-describedby': 'odometer-hint odometer-error',
  });
  const wrong = h('p', { class: 'field-error', id: 'odometer-error', role: 'alert' });
  const notes = h('textarea', { id: 'notes', rows: 3, maxlength: 500, 'aria-describedby': 'notes-hint' });
  const quote = isBooking(rental) ? returnQuote(rental) : undefined;
  odometer.addEventListener('input', () => quote?.askSoon(readingOf()));
  const confirm = h('button', { class: 'primary', type: 'submit' }, t('return.confirm'));
  const problem = h('div', {});
  let stopCount = () => {};

  /** @returns {number | undefined} undefined while the input is empty or no whole number */
  function readingOf() {
    const reading = odometer.value.replace(/[\s.,]/g, '');
    return /^\d{1,9}$/.test(reading) ? Number(reading) : undefined;
  }

  /** What the form contains; undefined when the odometer is no whole number of kilometres. */
  function facts() {
    const reading = odometer.value.replace(/[\s.,]/g, '');
    const isWhole = /^\d{0,9}$/.test(reading);
    mark(isWhole ? '' : t('return.badOdometer'));
    if (!isWhole) return undefined;
    const text = notes.value.trim();
    return { ...(reading && { odometer: Number(reading) }), ...(text && { notes: text }) };
  }

  /** @param {string} fault of the odometer */
  function mark(fault) {
    wrong.textContent = fault;
    odometer.setAttribute('aria-invalid', String(fault !== ''));
    if (fault) odometer.focus();
  }

  async function send() {
    const read = facts();
    if (!read) return;
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    try {
      const deliveryId = await getDeliveryId(rental.orderId);
      if (deliveryId === undefined) throw new ShopProblem('overloaded');
      await postReturn(deliveryId, read);
      view.setBusy(false);
      view.dialog.close();
      done();
    } catch (error) {
      view.setBusy(false);
      fail(problemOf(error));
    }
  }

  /** @param {ShopProblem} error */
  function fail(error) {
    if (error.kind === 'badOdometer') return mark(t('problem.badOdometer.text'));
    problem.replaceChildren(messageFor(error, 'Return'));
    const over = error.kind === 'conflict';
    confirm.hidden = over;
    stopCount = countDown(confirm, error.retryAfter, t('retry'));
    if (over) refresh();
    if (error.kind === 'unauthorized') signIn();
  }

  const view = openDialog({
    name: 'return-dialog',
    title: t('return.title', { model }),
    content: [
      h('p', { class: 'lead' }, t('return.text')),
      isEarly(rental) && h('p', { class: 'hint' }, t('return.early', { time: minute(rental.to ?? '') })),
      quote?.node,
      field(t('return.odometer'), odometer, t('return.odometerHint'), wrong),
      field(t('return.notes'), notes, t('return.notesHint')),
      problem,
      h(
        'div',
        { class: 'buttons' },
        h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('return.notYet')),
        confirm,
      ),
    ],
    submit: () => void send(),
    closed: () => stopCount(),
  });
}

/** Whether the booked time is not over yet. @param {Rental} rental */
const isEarly = ({ to }) => to !== undefined && Date.parse(to) > Date.now();

/**
 * @param {string} label
 * @param {HTMLElement} input
 * @param {string} hint
 * @param {HTMLElement} [error]
 */
function field(label, input, hint, error) {
  return h(
    'div',
    { class: 'field' },
    h('label', { for: input.id }, label),
    input,
    h('p', { class: 'hint', id: `${input.id}-hint` }, hint),
    error,
  );
}
