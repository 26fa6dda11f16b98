/** @import { Car, Shell } from '/js/types.js' */
import { getCars } from '/js/api.js';
import { bodyOf, carDrawing } from '/js/cars.js';
import { announce, closest, find, h, reconcile } from '/js/dom.js';
import { currentLocale, money, t } from '/js/i18n.js';
import { message, messageFor } from '/js/message.js';
import { problemOf } from '/js/problem.js';
import { changeCar, getCar } from './api.js';

/** The fleet with the editable number of free cars. @param {Shell} shell */
export function fleetView(shell) {
  const list = h('ul', { class: 'stocks', id: 'stocks' });

  /** @param {Car} drawn */
  function row(drawn) {
    // The car as the operator last saw it.
    let car = drawn;
    const { productId, model } = car;
    const body = bodyOf(productId, model);
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
    const free = h('span', { class: 'stock' });
    const show = () => {
      free.dataset.level = car.stock === 0 ? 'none' : car.stock <= 2 ? 'low' : 'good';
      free.textContent = t('car.stock', { n: car.stock });
    };
    show();
    const wanted = () => (/^\d{1,10}$/.test(field.value) ? Number(field.value) : NaN);
    /** @param {number} by */
    const step = (by) => {
      field.value = String(Math.max(0, (wanted() || 0) + by));
      judge();
    };
    const judge = () => save.setAttribute('aria-disabled', String(Number.isNaN(wanted()) || wanted() === car.stock));
    field.addEventListener('input', judge);
    const form = h(
      'form',
      { class: 'stock-form', novalidate: true, 'aria-label': t('operator.stockOf', { model }) },
      h('label', { for: `stock-${productId}` }, t('operator.stock')),
      h(
        'div',
        { class: 'stepper' },
        h(
          'button',
          { class: 'icon-button', type: 'button', 'aria-label': t('order.less'), onclick: () => step(-1) },
          '−',
        ),
        field,
        h(
          'button',
          { class: 'icon-button', type: 'button', 'aria-label': t('order.moreCars'), onclick: () => step(1) },
          '+',
        ),
      ),
      save,
    );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (save.getAttribute('aria-disabled') === 'true') return;
      save.setAttribute('aria-disabled', 'true');
      problem.replaceChildren();
      try {
        const saved = await changeCar(car, { stock: wanted() });
        announce(t('operator.saved', { model, n: saved.stock }));
        form.dataset.edited = '';
        shell.refresh();
      } catch (error) {
        const failed = problemOf(error);
        problem.replaceChildren(failed.kind === 'conflict' ? await stale(failed) : messageFor(failed, 'Operator'));
        shell.failed(error);
        judge();
      }
    });
    /**
     * New orders have changed the stock: shows the current number, and keeps the operator's input.
     * @param {import('/js/problem.js').ShopProblem} error
     */
    const stale = async (error) => {
      const now = await getCar(productId).catch(() => undefined);
      if (!now) return messageFor(error, 'Operator');
      car = now;
      show();
      return message({
        kind: 'conflict',
        title: t('operator.staleTitle'),
        text: t('operator.stale', { n: car.stock, wanted: wanted() }),
      });
    };
    return h(
      'li',
      { class: 'stock-row', 'data-product': productId, tabindex: -1 },
      h('span', { class: 'thumb', 'data-body': body }, carDrawing(body)),
      h(
        'div',
        { class: 'rental-name' },
        h('strong', {}, model),
        h('small', {}, `${productId} · ${money(car.pricePerUnit, car.currency)}`),
      ),
      free,
      form,
      problem,
    );
  }

  /** Does not overwrite an input that is being edited; a saved input shows the server's value. */
  const isEdited = (/** @type {Car} */ car) => {
    const field = document.getElementById(`stock-${car.productId}`);
    if (!(field instanceof HTMLInputElement)) return false;
    return field.value !== field.defaultValue && closest(field, 'form')?.dataset.edited === undefined;
  };
  return {
    tab: 'fleet',
    title: 'operator.fleet',
    nodes: [h('p', { class: 'note lead-note', 'data-t': 'operator.fleetNote' }, t('operator.fleetNote')), list],
    frame: () => undefined,
    read: () => getCars(),
    draw: (/** @type {Car[]} */ cars) =>
      reconcile(
        list,
        cars,
        (car) => car.productId,
        (car) =>
          isEdited(car)
            ? (find(list, `[data-key="${CSS.escape(car.productId)}"]`)?.dataset.state ?? '')
            : JSON.stringify([car, currentLocale()]),
        row,
      ),
  };
}
