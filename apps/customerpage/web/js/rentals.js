/** @import { Actions } from './rental-actions.js' */
/** @import { Rental } from './types.js' */
import { bodyOf, carDrawing } from './cars.js';
import { announce, byId, find, h, icon, reconcile } from './dom.js';
import { finalPrice, settlementOf } from './final-price.js';
import { currentLocale, minute, money, periodText, t } from './i18n.js';
import { message } from './message.js';
import { rentalActions } from './rental-actions.js';
import { isBooking, overdue, paid, refunded } from './status.js';
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
  if (rental.owed) parts.push(t('rental.owed', { amount: money(rental.owed, rental.currency) }));
  return parts.join(' · ');
}

/** The status, or that the car is overdue. @param {Rental} rental */
const chip = (rental) =>
  h(
    'span',
    { class: 'chip', 'data-status': rental.status, 'data-overdue': overdue(rental) },
    t(overdue(rental) ? 'event.OrderOverdue' : `status.${rental.status}`),
  );

/** @param {Rental} rental */
const overdueNotice = ({ to, overdueSince }) =>
  message({
    kind: 'overdue',
    title: t('overdue.title', { time: minute(overdueSince ?? '') }),
    text: t('overdue.text', { time: minute(to ?? '') }),
  });

/**
 * @param {Rental} rental
 * @param {boolean} open
 * @param {Actions} actions
 */
function row(rental, open, actions) {
  const body = bodyOf(rental.productId, car(rental.productId)?.model);
  // An overdue rental needs one of them now.
  const buttons = rentalActions(rental, modelOf(rental), actions);
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
      chip(rental),
      icon('fold'),
    ),
    ...(overdue(rental) ? [overdueNotice(rental), buttons] : []),
    finalPrice(rental, open),
    timeline(rental),
    !overdue(rental) && buttons,
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
  const isOpen = (rental) => folds.get(rental.orderId) ?? (rental === rentals[0] || overdue(rental));
  note.hidden = loaded.rentals && failed.rentals !== 'expired';
  note.textContent = t(notes[failed.rentals] ?? 'rentals.failed');
  empty.hidden = !loaded.rentals || rentals.length > 0;
  reconcile(
    list,
    rentals,
    (rental) => String(rental.orderId),
    (rental) => JSON.stringify([rental, modelOf(rental), isOpen(rental), settlementOf(rental), currentLocale()]),
    (rental) => row(rental, isOpen(rental), actions),
  );
  scrollToWanted(list);
  tell(rentals);
}
