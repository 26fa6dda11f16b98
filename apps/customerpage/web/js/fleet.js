/** @import { Car } from './types.js' */
import { bodyOf, carDrawing } from './cars.js';
import { choice } from './choice.js';
import { byId, h, reconcile } from './dom.js';
import { currentLocale, money, t } from './i18n.js';
import { offerFor, offerNow } from './fleet-offer.js';
import { failed, fleet, isForChoice, loaded } from './store.js';

/** The message above the list while the list cannot be loaded. @type {Record<string, string>} */
const notes = { '': 'fleet.loading', unauthorized: 'signin.needed' };

/** @param {Car} car */
const offerOf = (car) => (choice.isPeriod ? offerFor(car, isForChoice()) : offerNow(car));

/** The accessible name of each action; a button without an action has its text alone. */
const names = { order: 'car.orderModel', book: 'car.bookModel', windows: 'car.windowsModel', none: '' };

/**
 * @param {Car} car
 * @param {(car: Car) => void} order
 */
function card(car, order) {
  const body = bodyOf(car.productId, car.model);
  const { price, unit, level, note, n, action, label } = offerOf(car);
  const button = h(
    'button',
    {
      class: action === 'windows' ? 'quiet' : 'primary',
      type: 'button',
      'data-focus': 'order',
      disabled: action === 'none',
      'aria-label': action === 'none' ? undefined : t(names[action], { model: car.model }),
      onclick: () => order(car),
    },
    t(label),
  );
  return h(
    'li',
    { class: 'car', 'data-body': body, 'data-product': car.productId, tabindex: -1 },
    h('div', { class: 'stage' }, carDrawing(body)),
    h(
      'div',
      { class: 'car-facts' },
      h('h3', {}, car.model),
      h('p', { class: 'stock', 'data-level': level }, t(note, { n })),
      h(
        'p',
        { class: 'price' },
        price !== undefined && h('strong', {}, money(price, car.currency)),
        ' ',
        price !== undefined && h('span', {}, t(unit)),
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
    (car) => JSON.stringify([car, offerOf(car), currentLocale()]),
    (car) => card(car, order),
  );
}
