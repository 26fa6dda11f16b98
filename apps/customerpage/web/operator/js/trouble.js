import { messageFor } from '/js/message.js';
import { ShopProblem } from '/js/problem.js';

/**
 * Shows above the view what an action failed with, until the next one succeeds.
 * @param {unknown} error null for none
 */
export function showTrouble(error) {
  const place = document.getElementById('trouble');
  if (error === null) place.replaceChildren();
  else place.replaceChildren(messageFor(error instanceof ShopProblem ? error : new ShopProblem('unknown'), 'Desk'));
}
