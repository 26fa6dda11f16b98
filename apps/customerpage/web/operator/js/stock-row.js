/** @import { Shell } from '/js/types.js' */
/** @import { Model } from './types.js' */
import { bodyOf, carDrawing } from '/js/cars.js';
import { h } from '/js/dom.js';
import { money, t } from '/js/i18n.js';
import { openEditModel, openRetireModel } from './model-dialogs.js';
import { stockForm } from './stock-form.js';

/** A model of the fleet: its prices, its actions, and the editable number of free cars. @param {Shell} shell @param {Model} model */
export function stockRow(shell, model) {
  const { productId, model: name } = model;
  const body = bodyOf(productId, name);
  const free = h('span', { class: 'stock' });
  const { form, problem } = stockForm(shell, model, (stock) => {
    free.dataset.level = stock === 0 ? 'none' : stock <= 2 ? 'low' : 'good';
    free.textContent = t('car.stock', { n: stock });
  });
  /** @param {string} focus @param {string} label @param {() => void} onclick */
  const action = (focus, label, onclick) =>
    h(
      'button',
      { class: 'quiet small', type: 'button', 'data-focus': focus, 'aria-label': `${label}: ${name}`, onclick },
      label,
    );
  return h(
    'li',
    { class: 'stock-row', 'data-product': productId, tabindex: -1 },
    h('span', { class: 'thumb', 'data-body': body }, carDrawing(body)),
    h('div', { class: 'rental-name' }, h('strong', {}, name), h('small', {}, `${productId} · ${pricesOf(model)}`)),
    free,
    form,
    h(
      'div',
      { class: 'row-actions' },
      action('edit', t('operator.edit'), () => openEditModel(shell, model)),
      action('retire', t('operator.retire'), () => openRetireModel(shell, model)),
    ),
    problem,
  );
}

/** @param {Model} model */
function pricesOf({ pricePerUnit, pricePerHour, pricePerDay, currency }) {
  const perUnit = money(pricePerUnit, currency);
  if (pricePerHour === undefined || pricePerDay === undefined) return perUnit;
  const byTime = { hour: money(pricePerHour, currency), day: money(pricePerDay, currency) };
  return `${perUnit} · ${t('operator.pricesByTime', byTime)}`;
}
