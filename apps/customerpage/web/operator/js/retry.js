import { announce, h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { retryOrderNow } from './work-api.js';
import { showTrouble } from './trouble.js';

/**
 * The button that has the next step of an order tried at once.
 * @param {{ id: number }} order
 * @param {() => void} refresh
 */
export function retryOrder({ id }, refresh) {
  return actionButton({
    label: t('desk.retry'),
    name: t('desk.retryOrder', { id }),
    focus: 'retry',
    act: () => retryOrderNow(id),
    done: () => announce(t('desk.retried', { id })),
    refresh,
  });
}

/**
 * A button that does something at once and cannot be pressed twice meanwhile.
 * @param {{ label: string, name: string, focus: string, act: () => Promise<unknown>, done: () => void, refresh: () => void }} options
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
