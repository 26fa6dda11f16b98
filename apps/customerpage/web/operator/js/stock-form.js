/** @import { Shell } from '/js/types.js' */
/** @import { Model } from './types.js' */
import { announce, h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { message } from '/js/message.js';
import { problemOf } from '/js/problem.js';
import { explain, isStale } from './explain.js';
import { changeModel, getModel } from './rental-api.js';

/**
 * The form for the number of free cars of a model.
 * @param {Shell} shell
 * @param {Model} drawn
 * @param {(stock: number) => void} show shows the number as it is now
 */
export function stockForm(shell, drawn, show) {
  // The model as the operator last saw it.
  let car = drawn;
  const { productId, model } = car;
  const field = h('input', {
    type: 'number',
    min: 0,
    max: 2_000_000_000,
    step: 1,
    value: car.stock,
    inputmode: 'numeric',
    id: `stock-${productId}`,
    'data-focus': 'stock',
  });
  const save = h(
    'button',
    { class: 'primary small', type: 'submit', 'data-focus': 'save', 'aria-disabled': 'true' },
    t('operator.save'),
  );
  const problem = h('div', {});
  show(car.stock);
  const wanted = () => (/^\d{1,10}$/.test(field.value) ? Number(field.value) : NaN);
  const judge = () => save.setAttribute('aria-disabled', String(Number.isNaN(wanted()) || wanted() === car.stock));
  /** @param {number} by @param {string} label @param {string} sign */
  const step = (by, label, sign) => {
    const onclick = () => {
      field.value = String(Math.max(0, (wanted() || 0) + by));
      judge();
    };
    return h('button', { class: 'icon-button', type: 'button', 'aria-label': label, onclick }, sign);
  };
  field.addEventListener('input', judge);
  const form = h(
    'form',
    { class: 'stock-form', novalidate: true, 'aria-label': t('operator.stockOf', { model }) },
    h('label', { for: `stock-${productId}` }, t('operator.stock')),
    h('div', { class: 'stepper' }, step(-1, t('order.less'), '−'), field, step(1, t('order.moreCars'), '+')),
    save,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (save.getAttribute('aria-disabled') === 'true') return;
    save.setAttribute('aria-disabled', 'true');
    problem.replaceChildren();
    try {
      const saved = await changeModel(car, { stock: wanted() });
      announce(t('operator.saved', { model, n: saved.stock }));
      form.dataset.edited = '';
      shell.refresh();
    } catch (error) {
      const failed = problemOf(error);
      problem.replaceChildren((isStale(failed) && (await stale())) || explain(failed));
      shell.failed(error);
      judge();
    }
  });
  /** The model has changed: shows the current number, and keeps the operator's input. */
  const stale = async () => {
    const now = await getModel(productId).catch(() => undefined);
    if (!now) return undefined;
    // A change of the name or the prices leaves the stock as it was.
    const isStock = now.stock !== car.stock;
    car = now;
    show(car.stock);
    return message({
      kind: 'conflict',
      title: isStock ? t('operator.staleTitle') : t('operator.staleFormTitle'),
      text: isStock ? t('operator.stale', { n: car.stock, wanted: wanted() }) : t('operator.staleForm'),
    });
  };
  return { form, problem };
}
