import { byId, h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { problemOf } from '/js/problem.js';
import { explain } from './explain.js';

/**
 * Shows the failure of an action above the view until the next action succeeds.
 * @param {unknown} error null removes the message
 */
export function showTrouble(error) {
  const place = byId('trouble');
  if (error === null) place.replaceChildren();
  else place.replaceChildren(explain(problemOf(error)));
}

/** The note that a view could not be loaded, instead of an earlier one. */
export function loadFailure() {
  document.querySelector('.failure')?.remove();
  return h('p', { class: 'note failure', role: 'status' }, t('operator.failed'));
}
