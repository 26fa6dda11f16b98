/** @import { ExtensionQuote, Shell } from '/js/types.js' */
/** @import { BookedTime } from './calendar-types.js' */
import { newKey } from '/js/attempt.js';
import { openDialog } from '/js/dialog.js';
import { announce, h } from '/js/dom.js';
import { minute, money, t } from '/js/i18n.js';
import { countDown } from '/js/message.js';
import { problemOf, staysOpen } from '/js/problem.js';
import { getExtension, postExtension } from './calendar-api.js';
import { explain } from './explain.js';
import { makeFields } from './fields.js';
import { localMinute, withOffset } from './form-model.js';
import { showTrouble } from './trouble.js';

/** A time is entered in several steps; the price is asked for after the last one. */
const settled = 300;
const hour = 3_600_000;

/**
 * Extends a booking for its customer, who pays the difference that the dialog shows.
 * @param {Shell} shell
 * @param {Pick<BookedTime, 'orderId' | 'to'>} booking
 */
export async function openExtend(shell, { orderId, to }) {
  /** The quote of the entered end. @type {ExtensionQuote | undefined} */
  let quote;
  let latestTo;
  try {
    ({ latestTo } = await getExtension(orderId));
  } catch (error) {
    return showTrouble(error);
  }
  const ends = Math.min(Math.max(Date.parse(to), Date.now()) + hour, latestTo ? Date.parse(latestTo) : Infinity);
  const fields = makeFields('extend', [
    {
      name: 'to',
      label: t('operator.newEnd'),
      hint: latestTo ? t('operator.latestTo', { time: minute(latestTo) }) : t('operator.noLatestTo'),
      type: 'datetime-local',
      value: localMinute(new Date(ends)),
      required: true,
    },
  ]);
  const price = h('p', { class: 'lead', 'aria-live': 'polite' });
  const problem = h('div', {});
  const send = h('button', { class: 'primary', type: 'submit' }, t('operator.extend'));
  let key = newKey();
  let timer = 0;
  let round = 0;
  let stopCount = () => {};
  const view = openDialog({
    name: 'extend-dialog',
    title: t('operator.extendTitle', { id: orderId }),
    content: [
      h('p', { class: 'note' }, t('operator.extendText', { time: minute(to) })),
      ...fields.nodes,
      price,
      problem,
      h(
        'div',
        { class: 'buttons' },
        h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('operator.back')),
        send,
      ),
    ],
    submit: () => void extend(),
    closed: () => {
      clearTimeout(timer);
      stopCount();
    },
  });
  fields.focus();
  view.form.addEventListener('input', () => {
    forget();
    timer = setTimeout(() => void ask(), settled);
  });
  await ask();

  /** The end that was entered; NaN while it is incomplete. */
  function entered() {
    return Date.parse(fields.values()['to'] ?? '');
  }

  /** Another end is another extension, with a key of its own. */
  function forget() {
    clearTimeout(timer);
    stopCount();
    quote = undefined;
    key = newKey();
    problem.replaceChildren();
    show();
  }

  async function ask() {
    const mine = (round += 1);
    const end = entered();
    if (!(end > Date.parse(to))) return show();
    try {
      const answer = await getExtension(orderId, withOffset(new Date(end)));
      if (mine === round) quote = answer;
    } catch (error) {
      if (mine === round) problem.replaceChildren(explain(problemOf(error)));
    }
    show();
  }

  function show() {
    const isPriced = quote?.available && quote.amount !== null;
    send.setAttribute('aria-disabled', String(!isPriced));
    fields.mark(entered() > Date.parse(to) ? {} : { to: 'operator.fault.laterEnd' });
    if (!quote) price.textContent = '';
    else if (!isPriced) price.textContent = t('operator.extendTaken');
    else
      price.textContent = t('operator.extendPrice', {
        amount: money(quote.amount ?? 0, quote.currency),
        total: money(quote.total ?? 0, quote.currency),
      });
  }

  async function extend() {
    if (!quote) return;
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    try {
      await postExtension(orderId, { to: withOffset(new Date(entered())), expectedAmount: quote.amount ?? 0 }, key);
      view.setBusy(false);
      view.dialog.close();
      announce(t('operator.extended', { id: orderId }));
      shell.refresh();
    } catch (error) {
      view.setBusy(false);
      refused(problemOf(error));
    }
  }

  /** @param {import('/js/problem.js').ShopProblem} fault */
  function refused(fault) {
    problem.replaceChildren(explain(fault));
    stopCount = countDown(send, fault.retryAfter, t('operator.extend'));
    if (!staysOpen(fault.kind)) key = newKey();
    if (fault.code === 'price.changed') void ask();
    shell.failed(fault);
  }
}
