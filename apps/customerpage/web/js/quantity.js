import { h, icon } from './dom.js';
import { t } from './i18n.js';

/**
 * A number with a button on either side.
 * @param {number} most
 * @param {number} start
 * @param {() => void} changed
 */
export function quantity(most, start, changed) {
  const input = h('input', {
    id: 'qty',
    name: 'qty',
    type: 'number',
    inputmode: 'numeric',
    min: 1,
    max: most,
    value: start,
  });
  const less = h('button', { type: 'button', class: 'icon-button', 'aria-label': t('order.less') }, icon('minus'));
  const more = h('button', { type: 'button', class: 'icon-button', 'aria-label': t('order.moreCars') }, icon('plus'));
  const value = () => Math.min(most, Math.max(1, Math.trunc(Number(input.value)) || 1));
  const show = () => {
    less.disabled = value() <= 1;
    more.disabled = value() >= most;
    changed();
  };
  /** @param {number} next */
  const set = (next) => {
    input.value = String(next);
    show();
  };
  less.addEventListener('click', () => set(value() - 1));
  more.addEventListener('click', () => set(value() + 1));
  input.addEventListener('input', show);
  input.addEventListener('change', () => set(value()));
  less.disabled = start <= 1;
  more.disabled = start >= most;
  const node = h(
    'div',
    { class: 'quantity' },
    h('label', { for: 'qty' }, t('order.qty')),
    h('div', { class: 'stepper' }, less, input, more),
  );
  return { node, value };
}
