/** @import { Field, Inputs, Judged } from './types.js' */
import { openDialog } from '/js/dialog.js';
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { countDown, message } from '/js/message.js';
import { problemOf } from '/js/problem.js';
import { explain, isStale } from './explain.js';
import { makeFields } from './fields.js';
import { mergeFresh } from './form-model.js';

/**
 * A dialog with a form. A request that is refused as stale keeps the operator's inputs, shows what has changed, and can
 * be sent again.
 * @param {{ name: string, title: string, note?: () => string, fields?: Field[], confirm: string, isDanger?: boolean,
 *   judge?: (inputs: Inputs) => Judged, act: (body: Record<string, unknown>) => Promise<unknown>, done: () => void,
 *   fresh?: () => Promise<Inputs>, failed: (error: unknown) => void }} options `note` explains the form; `fresh` reads
 *   the current values, and makes the next request begin from them
 */
export function openForm({ name, title, note, fields = [], confirm, isDanger, judge, act, done, fresh, failed }) {
  const inputs = makeFields(name, fields);
  const explanation = h('p', { class: 'note' }, note?.());
  const problem = h('div', {});
  const send = h('button', { class: isDanger ? 'danger' : 'primary', type: 'submit' }, confirm);
  let opened = inputs.values();
  let stopCount = () => {};
  const view = openDialog({
    name,
    title,
    content: [
      note && explanation,
      ...inputs.nodes,
      problem,
      h(
        'div',
        { class: 'buttons' },
        h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('operator.back')),
        send,
      ),
    ],
    submit: () => void submit(),
    closed: () => stopCount(),
  });
  inputs.focus();

  async function submit() {
    const { body, faults } = judge?.(inputs.values()) ?? { body: {}, faults: {} };
    inputs.mark(faults);
    if (Object.keys(faults).length > 0) return;
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    try {
      await act(body);
      view.setBusy(false);
      view.dialog.close();
      done();
    } catch (error) {
      await refused(error);
      view.setBusy(false);
    }
  }

  /** @param {unknown} error */
  async function refused(error) {
    const fault = problemOf(error);
    const now = isStale(fault) ? await fresh?.().catch(() => undefined) : undefined;
    if (now) {
      const merged = mergeFresh(inputs.values(), opened, now);
      inputs.showFresh(merged.inputs, merged.changed, now);
      opened = { ...opened, ...now };
      explanation.textContent = note?.() ?? '';
    }
    problem.replaceChildren(
      now
        ? message({ kind: 'conflict', title: t('operator.staleFormTitle'), text: t('operator.staleForm') })
        : explain(fault),
    );
    stopCount = countDown(send, fault.retryAfter, confirm);
    failed(error);
  }
}
