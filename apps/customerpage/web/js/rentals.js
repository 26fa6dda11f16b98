/** @import { Rental } from './types.js' */
import { bodyOf, carDrawing } from './cars.js';
import { announce, byId, find, h, icon, reconcile } from './dom.js';
import { currentLocale, money, periodText, t } from './i18n.js';
import { cancellable, isBooking, paid, refunded, returnable } from './status.js';
import { car, failed, isMine, loaded, newestFirst } from './store.js';
import { timeline } from './timeline.js';

/** Rentals that the customer has expanded (true) or collapsed (false). @type {Map<number, boolean>} */
const folds = new Map();
/** The last announced status of each rental, so that each change is announced once. @type {Map<number, string>} */
const announced = new Map();

/** The message above the list while the list cannot be loaded. @type {Record<string, string>} */
const notes = { '': 'rentals.loading', unauthorized: 'signin.needed', expired: 'signin.expired' };

/** @param {Rental} rental */
export const modelOf = (rental) => car(rental.productId)?.model ?? rental.productId;

/** @param {Rental} rental */
function facts(rental) {
  const parts = [t('rental.number', { id: rental.orderId })];
  if (rental.qty > 1) parts.push(t('rental.qty', { n: rental.qty }));
  const price = paid(rental);
  if (rental.fee) {
    parts.push(t('rental.refunded', { amount: money(rental.refunded ?? 0, rental.currency) }));
    parts.push(t('rental.fee', { fee: money(rental.fee, rental.currency) }));
  } else if (price !== undefined) {
    const amount = money(price, rental.currency);
    parts.push(refunded(rental) ? t('rental.refunded', { amount }) : amount);
  } else if (refunded(rental)) parts.push(t('rental.refundedFull'));
  return parts.join(' · ');
}

/** @typedef {{ cancel: (rental: Rental) => void, giveBack: (rental: Rental) => void }} Actions */

/**
 * A button of a rental.
 * @param {Rental} rental
 * @param {keyof Actions} name
 * @param {Actions} actions
 */
function action(rental, name, actions) {
  const model = modelOf(rental);
  const [text, label] =
    name === 'cancel'
      ? [t('rental.cancel'), t('rental.cancelModel', { id: rental.orderId, model })]
      : [t('rental.return'), t('rental.returnModel', { id: rental.orderId, model })];
  const onclick = () => actions[name](rental);
  return h('button', { class: 'quiet', type: 'button', 'data-focus': name, 'aria-label': label, onclick }, text);
}

/**
 * @param {Rental} rental
 * @param {boolean} open
 * @param {Actions} actions
 */
function row(rental, open, actions) {
  const body = bodyOf(rental.productId, car(rental.productId)?.model);
  const fold = h(
    'details',
    { open },
    h(
      'summary',
      { 'data-focus': 'fold' },
      h('span', { class: 'thumb', 'data-body': body }, carDrawing(body)),
      h(
        'span',
        { class: 'rental-name' },
        h('strong', {}, modelOf(rental)),
        isBooking(rental) && h('small', { class: 'rental-period' }, periodText(rental)),
        h('small', {}, facts(rental)),
      ),
      h('span', { class: 'chip', 'data-status': rental.status }, t(`status.${rental.status}`)),
      icon('fold'),
    ),
    timeline(rental),
    returnable(rental) && action(rental, 'giveBack', actions),
    cancellable(rental) && action(rental, 'cancel', actions),
  );
  fold.querySelector('summary')?.addEventListener('click', () => folds.set(rental.orderId, !fold.open));
  return h('li', { class: 'rental', 'data-order': rental.orderId, tabindex: -1 }, fold);
}

/** Announces changes of this tab's own rentals to screen readers. @param {Rental[]} rentals */
function tell(rentals) {
  for (const rental of rentals) {
    if (!isMine(rental.orderId) || announced.get(rental.orderId) === rental.status) continue;
    announced.set(rental.orderId, rental.status);
    announce(
      t('rental.announce', { id: rental.orderId, model: modelOf(rental), status: t(`status.${rental.status}`) }),
    );
  }
}

/** The rental to scroll to when it is drawn. @type {number | undefined} */
let wanted;

/** Scrolls to a rental as soon as it is drawn. @param {number} orderId */
export function showNext(orderId) {
  wanted = orderId;
}

/** @param {HTMLElement} list */
function scrollToWanted(list) {
  const found = find(list, `[data-order="${wanted}"]`);
  if (!found) return;
  wanted = undefined;
  found.scrollIntoView({ block: 'center' });
  found.focus({ preventScroll: true });
}

/**
 * @param {Actions} actions
 * @param {number} limit how many to show
 */
export function drawRentals(actions, limit) {
  const list = byId('rentals');
  const note = byId('rentals-note');
  const empty = byId('rentals-empty');
  const rentals = newestFirst().slice(0, limit);
  /** @param {Rental} rental */
  const isOpen = (rental) => folds.get(rental.orderId) ?? rental === rentals[0];
  note.hidden = loaded.rentals && failed.rentals !== 'expired';
  note.textContent = t(notes[failed.rentals] ?? 'rentals.failed');
  empty.hidden = !loaded.rentals || rentals.length > 0;
  reconcile(
    list,
    rentals,
    (rental) => String(rental.orderId),
    (rental) => JSON.stringify([rental, modelOf(rental), isOpen(rental), currentLocale()]),
    (rental) => row(rental, isOpen(rental), actions),
  );
  scrollToWanted(list);
  tell(rentals);
}
