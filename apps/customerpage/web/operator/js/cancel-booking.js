/** @import { Shell } from '/js/types.js' */
import { getOrder } from '/js/api.js';
import { openCancel } from '/js/cancel.js';
import { announce } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { showTrouble } from './trouble.js';

/**
 * Cancels a booking for the shop. The dialog shows the fee that order answers; for an operator it is 0.
 * @param {Shell} shell
 * @param {number} orderId
 * @param {string} model
 * @param {() => void} [cancelled] called when order has stored the cancellation
 */
export async function cancelBooking(shell, orderId, model, cancelled = () => {}) {
  try {
    const order = await getOrder(orderId);
    const done = () => {
      announce(t('operator.cancelling', { id: orderId }));
      cancelled();
      shell.refresh();
    };
    openCancel({ rental: { ...order, orderId }, model, done, refresh: shell.refresh, signIn: shell.signIn });
  } catch (error) {
    showTrouble(error);
  }
}
