/** @import { Rental } from './types.js' */
import { h } from './dom.js';
import { t } from './i18n.js';
import { cancellable, course, extendable, rank, returnable } from './status.js';

/** What a customer can do with a rental. @typedef {Record<'giveBack' | 'extend' | 'cancel' | 'mails', (rental: Rental) => void>} Actions */

/** @param {Rental} rental @returns {boolean} whether it has not ended */
const isOpen = (rental) => course.includes(rental.status) && rank(rental.status) <= rank('Returned');

/**
 * When each action is offered, and its text; with `Model`, the text that names the rental.
 * @type {{ name: keyof Actions, text: string, isOffered: (rental: Rental) => boolean }[]}
 */
const offers = [
  { name: 'giveBack', text: 'rental.return', isOffered: returnable },
  { name: 'extend', text: 'rental.extend', isOffered: extendable },
  { name: 'cancel', text: 'rental.cancel', isOffered: cancellable },
  { name: 'mails', text: 'rental.mails', isOffered: isOpen },
];

/**
 * The buttons of a rental; none once it has ended.
 * @param {Rental} rental
 * @param {string} model
 * @param {Actions} actions
 */
export function rentalActions(rental, model, actions) {
  const buttons = offers
    .filter(({ isOffered }) => isOffered(rental))
    .map(({ name, text }) => {
      const label = t(`${text}Model`, { id: rental.orderId, model });
      const onclick = () => actions[name](rental);
      return h('button', { class: 'quiet', type: 'button', 'data-focus': name, 'aria-label': label, onclick }, t(text));
    });
  return buttons.length > 0 && h('div', { class: 'rental-actions' }, ...buttons);
}
