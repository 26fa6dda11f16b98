import { byId } from '/js/dom.js';
import { messageFor } from '/js/message.js';
import { problemOf } from '/js/problem.js';

/**
 * Shows the failure of an action above the view until the next action succeeds.
 * @param {unknown} error null removes the message
 */
export function showTrouble(error) {
  const place = byId('trouble');
  if (error === null) place.replaceChildren();
  else place.replaceChildren(messageFor(problemOf(error), 'Operator'));
}
