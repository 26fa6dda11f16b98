import { announce, h, icon } from './dom.js';
import { t } from './i18n.js';

/** @type {Record<string, string>} */
const icons = {
  declined: 'card',
  outOfStock: 'car',
  overloaded: 'clock',
  unpaid: 'clock',
  unsettled: 'clock',
  offline: 'wifi',
  notAvailable: 'car',
  badPeriod: 'clock',
  priceChanged: 'card',
  feeChanged: 'card',
  extensionRefused: 'car',
  extensionOpen: 'clock',
  overdue: 'alert',
};
/** Kinds of problems that can be explained only with the logs. */
const traced = ['unknown', 'rejected'];

/** @param {string} traceId */
function trace(traceId) {
  const copy = h('button', { class: 'link', type: 'button' }, t('copy'));
  copy.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(traceId);
    copy.textContent = t('copied');
  });
  return h('p', { class: 'trace' }, `${t('trace')}: `, h('code', {}, traceId), ' ', copy);
}

/**
 * A message about a failure: what happened and what to do.
 * @param {{ kind: string, title: string, text: string, traceId?: string }} problem
 */
export function message({ kind, title, text, traceId }) {
  return h(
    'div',
    { class: 'message', role: 'alert', 'data-kind': kind },
    h('span', { class: 'message-icon' }, icon(icons[kind] ?? 'alert')),
    h('div', {}, h('p', { class: 'message-title' }, title), h('p', {}, text), traceId && trace(traceId)),
  );
}

/**
 * The message for a problem.
 * @param {import('./problem.js').ShopProblem} problem
 * @param {string} [about] selects the text for an action, e.g. `Cancel`
 */
export function messageFor(problem, about = '') {
  const variant = `problem.${problem.kind}${about}.text`;
  const text =
    about && t(variant) !== variant ? t(variant) : t(`problem.${problem.kind}.text`, { id: problem.orderId ?? '' });
  const traceId = traced.includes(problem.kind) ? problem.traceId : undefined;
  return message({ kind: problem.kind, title: t(`problem.${problem.kind}.title`), text, traceId });
}

/**
 * Turns a button into "try again" and locks it until `Retry-After` has passed. Screen readers get one announcement at
 * the end.
 * @param {HTMLElement} button
 * @param {number} seconds
 * @param {string} label of the button afterwards
 * @returns {() => void} stops the countdown
 */
export function countDown(button, seconds, label) {
  let left = seconds;
  const show = () => {
    // Not `disabled`: the button would lose the keyboard focus.
    button.setAttribute('aria-disabled', String(left > 0));
    button.textContent = left > 0 ? t('retry.in', { n: left }) : label;
  };
  show();
  if (left <= 0) return () => {};
  const timer = setInterval(() => {
    left -= 1;
    show();
    if (left > 0) return;
    clearInterval(timer);
    announce(t('retry.ready'), button);
  }, 1000);
  return () => clearInterval(timer);
}
