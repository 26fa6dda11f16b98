/** @import { Shell } from '/js/types.js' */
import { openDialog } from '/js/dialog.js';
import { announce, h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { problemOf } from '/js/problem.js';
import { createFeed, revokeFeed } from './calendar-api.js';
import { explain } from './explain.js';

/**
 * The private calendar address of a vehicle. The shop stores only its hash, so that it is shown once, when it is made.
 * @param {Shell} shell
 * @param {{ id: number, plate: string }} vehicle
 */
export function openFeed(shell, { id, plate }) {
  const address = h('input', { id: 'feed-url', type: 'text', readonly: true, 'aria-describedby': 'feed-hint' });
  const copy = h('button', { class: 'quiet', type: 'button' }, t('copy'));
  const made = h(
    'div',
    { class: 'field', hidden: true },
    h('label', { for: 'feed-url' }, t('operator.feedUrl')),
    address,
    h('p', { class: 'hint', id: 'feed-hint' }, t('operator.feedOnce')),
    copy,
  );
  const problem = h('div', {});
  const outcome = h('p', { class: 'lead', role: 'status' });
  const create = h('button', { class: 'primary', type: 'submit' }, t('operator.feedCreate'));
  const revoke = h('button', { class: 'quiet danger-text', type: 'button' }, t('operator.feedRevoke'));
  const view = openDialog({
    name: 'feed-dialog',
    title: t('operator.feedOf', { plate }),
    content: [
      h('p', { class: 'note' }, t('operator.feedText')),
      made,
      outcome,
      problem,
      h('div', { class: 'buttons' }, revoke, create),
    ],
    submit: () =>
      void run(async () => {
        address.value = (await createFeed(id)).url;
        made.hidden = false;
        outcome.textContent = '';
        copy.textContent = t('copy');
        address.focus();
        address.select();
      }),
  });
  revoke.addEventListener(
    'click',
    () =>
      void run(async () => {
        await revokeFeed(id);
        made.hidden = true;
        outcome.textContent = t('operator.feedRevoked');
      }),
  );
  copy.addEventListener('click', async () => {
    address.select();
    await navigator.clipboard?.writeText(address.value);
    copy.textContent = t('copied');
    announce(t('copied'), copy);
  });

  /** @param {() => Promise<void>} act */
  async function run(act) {
    problem.replaceChildren();
    view.setBusy(true);
    try {
      await act();
    } catch (error) {
      problem.replaceChildren(explain(problemOf(error)));
      shell.failed(error);
    }
    view.setBusy(false);
  }
}
