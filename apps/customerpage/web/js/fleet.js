/** @import { Car } from './types.js' */
import { bodyOf, carDrawing } from './cars.js';
import { byId, h, reconcile } from './dom.js';
import { currentLocale, money, t } from './i18n.js';
import { failed, fleet, loaded } from './store.js';

/** The message above the list while the list cannot be loaded. @type {Record<string, string>} */
const notes = { '': 'fleet.loading', unauthorized: 'signin.needed' };

/** @param {Car} car */
function stock(car) {
  const [level, text] =
    car.stock <= 0
      ? ['none', t('car.none')]
      : car.stock === 1
        ? ['low', t('car.last')]
        : ['some', t('car.stock', { n: car.stock })];
  return h('p', { class: 'stock', 'data-level': car.stock > 1 && car.stock <= 3 ? 'low' : level }, text);
}

/**
 * @param {Car} car
 * @param {(car: Car) => void} order
 */
function card(car, order) {
  const body = bodyOf(car.productId, car.model);
  const out = car.stock <= 0;
  const button = h(
    'button',
    {
      class: 'primary',
      type: 'button',
      'data-focus': 'order',
      disabled: out,
      'aria-label': out ? undefined : t('car.orderModel', { model: car.model }),
      onclick: () => order(car),
    },
    out ? t('car.soldOut') : t('car.order'),
  );
  return h(
    'li',
    { class: 'car', 'data-body': body, 'data-product': car.productId, tabindex: -1 },
    h('div', { class: 'stage' }, carDrawing(body)),
    h(
      'div',
      { class: 'car-facts' },
      h('h3', {}, car.model),
      stock(car),
      h(
        'p',
        { class: 'price' },
        h('strong', {}, money(car.pricePerUnit, car.currency)),
        ' ',
        h('span', {}, t('car.price')),
      ),
      button,
    ),
  );
}

/** @param {(car: Car) => void} order */
export function drawFleet(order) {
  const list = byId('fleet');
  const note = byId('fleet-note');
  list.setAttribute('aria-busy', String(!loaded.fleet));
  note.hidden = loaded.fleet;
  note.textContent = t(notes[failed.fleet] ?? 'fleet.failed');
  reconcile(
    list,
    fleet(),
    (car) => String(car.productId),
    (car) => JSON.stringify([car, currentLocale()]),
    (car) => card(car, order),
  );
}
