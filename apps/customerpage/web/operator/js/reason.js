import { openDialog } from '/js/dialog.js';
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { countDown, messageFor } from '/js/message.js';
import { problemOf } from '/js/problem.js';

/**
 * Asks for the reason of an irreversible action, then runs it.
 * @param {{ title: string, text: string, confirm: string, act: (reason: string) => Promise<unknown>, done: () => void,
 * failed: (error: unknown) => void, maxlength?: number }} options
 */
export function askReason({ title, text, confirm, act, done, failed, maxlength = 500 }) {
  const error = h('p', { class: 'field-error', id: 'reason-error', role: 'alert' });
  const field = h('textarea', {
    id: 'reason',
    rows: 3,
    maxlength,
    'aria-describedby': 'reason-error',
    required: true,
  });
  const problem = h('div', {});
  const send = h('button', { class: 'danger', type: 'submit' }, confirm);
  let stopCount = () => {};
  const view = openDialog({
    name: 'reason-dialog',
    title,
    content: [
      h('p', {}, text),
      h('label', { for: 'reason' }, t('operator.reason')),
      field,
      error,
      problem,
      h(
        'div',
        { class: 'buttons' },
        h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('operator.keep')),
        send,
      ),
    ],
    submit: async () => {
      // One line: the services refuse control characters.
      const reason = field.value.trim().replace(/\s+/g, ' ');
      if (reason.length < 3) {
        error.textContent = t('operator.reasonWanted');
        field.setAttribute('aria-invalid', 'true');
        field.focus();
        return;
      }
      stopCount();
      error.textContent = '';
      problem.replaceChildren();
      view.setBusy(true);
      try {
        await act(reason);
        view.setBusy(false);
        view.dialog.close();
        done();
      } catch (fault) {
        view.setBusy(false);
        problem.replaceChildren(messageFor(problemOf(fault), 'Operator'));
        stopCount = countDown(send, problemOf(fault).retryAfter, confirm);
        failed(fault);
      }
    },
    closed: () => stopCount(),
  });
  field.focus();
}
