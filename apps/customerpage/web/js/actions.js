/** @import { Attempt } from './attempt.js' */
/** @import { Car, Rental } from './types.js' */
import { openCancel } from './cancel.js';
import { choice } from './choice.js';
import { announce } from './dom.js';
import { openReturn } from './giving-back.js';
import { t } from './i18n.js';
import { recall } from './memory.js';
import { openOrder } from './order.js';
import { choosePeriod } from './period-form.js';
import { modelOf, showNext } from './rentals.js';
import { rental, reportOwn } from './store.js';
import { config, readCars, readRentals } from './sync.js';

/**
 * What a customer does: each action opens its dialog.
 * @param {() => void} signIn
 */
export function makeActions(signIn) {
  const refreshRentals = () => void readRentals();

  /** The status that the read model does not contain yet. @param {Rental} chosen @param {string} status */
  const reached = (chosen, status) => () => {
    showNext(chosen.orderId);
    reportOwn({ ...(rental(chosen.orderId) ?? chosen), status });
  };

  /** @param {Car} car @param {Attempt} [attempt] the attempt that a reload interrupted */
  function order(car, attempt) {
    if (config.identity && !recall('token')) return signIn();
    const { from, to } = attempt?.order ?? {};
    const interrupted = from && to ? { from, to } : null;
    openOrder({
      car,
      period: attempt ? interrupted : choice.period,
      config,
      attempt,
      refresh: () => void readCars(),
      signIn,
      choose: choosePeriod,
      done: (placed) => {
        showNext(placed.id);
        // The place is personal: this tab's memory does not keep it.
        const own = { ...placed, place: undefined, orderId: placed.id };
        reportOwn({ ...own, history: [{ event: 'Ordered', at: placed.createdAt }] });
        announce(t('order.done', { model: car.model }));
        void readCars();
      },
    });
  }

  /** @param {Rental} chosen */
  function cancel(chosen) {
    const done = reached(chosen, 'Cancelling');
    openCancel({ rental: chosen, model: modelOf(chosen), refresh: refreshRentals, signIn, done });
  }

  /** @param {Rental} chosen */
  function giveBack(chosen) {
    const done = reached(chosen, 'Returned');
    openReturn({ rental: chosen, model: modelOf(chosen), refresh: refreshRentals, signIn, done });
  }

  return { order, cancel, giveBack };
}
