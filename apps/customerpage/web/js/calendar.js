import { deleteCalendarFeed, postCalendarFeed } from './changes-api.js';
import { openDialog } from './dialog.js';
import { announce, h } from './dom.js';
import { t } from './i18n.js';
import { messageFor } from './message.js';
import { problemOf } from './problem.js';

/**
 * The private link with which a calendar program reads the customer's rentals. The shop stores only its hash, so that it is shown
 * once, when it is made.
 * @param {{ signIn: () => void }} options
 */
export function openCalendar({ signIn }) {
  const address = h('input', { id: 'feed', type: 'text', readonly: true, 'aria-describedby': 'feed-hint' });
  const copy = h('button', { class: 'quiet', type: 'button', onclick: () => void copyAddress() }, t('copy'));
  const field = h(
    'div',
    { class: 'field', hidden: true },
    h('label', { for: 'feed' }, t('calendar.link')),
    h('div', { class: 'with-button' }, address, copy),
    h('p', { class: 'hint', id: 'feed-hint' }, t('calendar.linkHint')),
  );
  const note = h('p', { class: 'hint', role: 'status' });
  const problem = h('div', {});
  const create = h('button', { class: 'primary', type: 'submit' }, t('calendar.create'));
  const revoke = h('button', { class: 'quiet', type: 'button', onclick: () => void run(remove) }, t('calendar.revoke'));

  async function copyAddress() {
    address.select();
    await navigator.clipboard?.writeText(address.value).catch(() => undefined);
    copy.textContent = t('copied');
    announce(t('copied'), copy);
  }

  async function make() {
    const { url } = await postCalendarFeed();
    address.value = new URL(url, location.href).href;
    field.hidden = false;
    copy.textContent = t('copy');
    note.textContent = '';
    create.textContent = t('calendar.replace');
    address.focus();
    address.select();
  }

  async function remove() {
    await deleteCalendarFeed();
    address.value = '';
    field.hidden = true;
    note.textContent = t('calendar.revoked');
    create.textContent = t('calendar.create');
  }

  /** @param {() => Promise<void>} action */
  async function run(action) {
    problem.replaceChildren();
    view.setBusy(true);
    revoke.disabled = true;
    try {
      await action();
    } catch (error) {
      const fault = problemOf(error);
      problem.replaceChildren(messageFor(fault, 'Calendar'));
      if (fault.kind === 'unauthorized') signIn();
    }
    revoke.disabled = false;
    view.setBusy(false);
  }

  const view = openDialog({
    name: 'calendar-dialog',
    title: t('calendar.title'),
    content: [h('p', {}, t('calendar.text')), field, note, problem, h('div', { class: 'buttons' }, revoke, create)],
    submit: () => void run(make),
  });
}
