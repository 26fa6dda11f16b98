import { byId } from '/js/dom.js';
import { messageFor } from '/js/message.js';
import { problemOf } from '/js/problem.js';

/**
 * Shows above the view what an action failed with, until the next one succeeds.
 * @param {unknown} error null for none
 */
export function showTrouble(error) {
  const place = byId('trouble');
  if (error === null) place.replaceChildren();
  else place.replaceChildren(messageFor(problemOf(error), 'Desk'));
}
