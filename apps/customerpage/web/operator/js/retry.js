import { announce, h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { retryOrderNow } from './work-api.js';
import { showTrouble } from './trouble.js';

/**
 * The button that retries the due step of an order now.
 * @param {{ id: number }} order
 * @param {() => void} refresh
 */
export function retryOrder({ id }, refresh) {
  return actionButton({
    label: t('operator.retry'),
    name: t('operator.retryOrder', { id }),
    focus: 'retry',
    act: () => retryOrderNow(id),
    done: () => announce(t('operator.retried', { id })),
    refresh,
  });
}

/**
 * A button that is locked while its action runs.
 * @param {{ label: string, name: string, focus: string, act: () => Promise<unknown>, done: () => void, refresh: () =>
 *   void }} options
 */
export function actionButton({ label, name, focus, act, done, refresh }) {
  const button = h('button', { class: 'quiet small', type: 'button', 'aria-label': name, 'data-focus': focus }, label);
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    try {
      await act();
      showTrouble(null);
      done();
    } catch (error) {
      showTrouble(error);
    } finally {
      button.removeAttribute('aria-disabled');
      refresh();
    }
  });
  return button;
}
