/** @import { Child } from './types.js' */
import { closest, find, h, icon } from './dom.js';
import { t } from './i18n.js';

/**
 * A modal dialog with a title, a form and buttons. Escape and the backdrop close it, except while a request runs.
 * The browser's own dialog element moves the focus in and back.
 * @param {{ title: string, name: string, content: Child[], submit: (form: HTMLFormElement) => void,
 * closed?: () => void }} options
 */
export function openDialog({ title, name, content, submit, closed }) {
  const form = h('form', { novalidate: true }, ...content);
  const close = h('button', { class: 'icon-button', type: 'button', 'aria-label': t('close') }, icon('cross'));
  const heading = h('h2', { id: `${name}-title`, tabindex: -1 }, title);
  const dialog = h(
    'dialog',
    { id: name, 'aria-labelledby': `${name}-title` },
    h('header', {}, heading, close),
    form,
    h('div', { class: 'unseen', role: 'status', 'data-announcer': true }),
  );
  const state = { busy: false };
  const focusBack = remindOfFocus();
  const ask = () => state.busy || dialog.close();

  close.addEventListener('click', ask);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    ask();
  });
  dialog.addEventListener('click', (event) => event.target === dialog && ask());
  dialog.addEventListener('close', () => {
    dialog.remove();
    focusBack();
    closed?.();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!state.busy && event.submitter?.getAttribute('aria-disabled') !== 'true') submit(form);
  });
  document.body.append(dialog);
  dialog.showModal();
  heading.focus();
  return {
    dialog,
    form,
    /** @param {boolean} busy while a request runs, the dialog stays open */
    setBusy(busy) {
      state.busy = busy;
      dialog.toggleAttribute('data-busy', busy);
      form.setAttribute('aria-busy', String(busy));
      close.disabled = busy;
    },
  };
}

/**
 * The browser returns the focus to the button that opened a dialog. When its list was redrawn in the meantime, this
 * returns the focus to the button that replaced it.
 * @returns {() => void}
 */
function remindOfFocus() {
  const opener = closest(document.activeElement, '*');
  const row = closest(opener, '[data-key]');
  if (!opener || !row) return () => {};
  const place = `#${row.parentElement?.id} > [data-key="${CSS.escape(row.dataset.key ?? '')}"]`;
  return () => {
    if (opener.isConnected) return;
    const now = find(document, `${place} [data-focus="${opener.dataset.focus}"]:not(:disabled)`);
    (now ?? find(document, place))?.focus();
  };
}
