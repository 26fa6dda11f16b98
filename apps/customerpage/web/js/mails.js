/** @import { Mails, Rental } from './types.js' */
import { getMails, patchMails } from './changes-api.js';
import { openDialog } from './dialog.js';
import { announce, h } from './dom.js';
import { t } from './i18n.js';
import { countDown, messageFor } from './message.js';
import { problemOf } from './problem.js';

/**
 * Shows whether the e-mails of a rental are sent, and turns them on or off.
 * @param {{ rental: Rental, model: string, signIn: () => void }} options
 */
export function openMails({ rental, model, signIn }) {
  /** @type {Mails | undefined} */
  let mails;
  let stopCount = () => {};
  const text = h('p', { class: 'lead', role: 'status' });
  const problem = h('div', {});
  const change = h('button', { class: 'primary', type: 'submit' });

  const textKey = () => {
    if (!mails) return 'mails.asking';
    if (!mails.hasAddress) return 'mails.noAddress';
    return mails.enabled ? 'mails.on' : 'mails.off';
  };
  function show() {
    text.textContent = t(textKey());
    change.textContent = t(mails?.enabled ? 'mails.turnOff' : 'mails.turnOn');
    change.hidden = !mails?.hasAddress;
  }

  /** @param {() => Promise<Mails>} request */
  async function take(request) {
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    try {
      mails = await request();
      show();
      announce(t(textKey()), text);
    } catch (error) {
      const fault = problemOf(error);
      problem.replaceChildren(messageFor(fault, 'Mails'));
      change.hidden = fault.kind === 'rejected';
      stopCount = countDown(change, fault.retryAfter, t('retry'));
      if (fault.kind === 'unauthorized') signIn();
    }
    view.setBusy(false);
  }

  const view = openDialog({
    name: 'mails-dialog',
    title: t('mails.title', { model }),
    content: [
      text,
      problem,
      h(
        'div',
        { class: 'buttons' },
        h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('close')),
        change,
      ),
    ],
    submit: () => void take(() => (mails ? patchMails(rental.orderId, !mails.enabled) : getMails(rental.orderId))),
    closed: () => stopCount(),
  });
  show();
  void take(() => getMails(rental.orderId));
}
