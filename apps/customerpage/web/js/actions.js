/** @import { Attempt } from './attempt.js' */
/** @import { Car, Rental } from './types.js' */
import { openCalendar } from './calendar.js';
import { openCancel } from './cancel.js';
import { choice } from './choice.js';
import { announce } from './dom.js';
import { openExtend } from './extend.js';
import { openReturn } from './giving-back.js';
import { minute, t } from './i18n.js';
import { openMails } from './mails.js';
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

  /** @param {Rental} chosen */
  function extend(chosen) {
    const { to = '' } = chosen;
    openExtend({
      rental: { ...chosen, to },
      model: modelOf(chosen),
      config,
      refresh: refreshRentals,
      signIn,
      done: (extended) => {
        showNext(chosen.orderId);
        const changed = { to: extended.to, amount: extended.total, extendedAt: new Date().toISOString() };
        reportOwn({ ...(rental(chosen.orderId) ?? chosen), ...changed });
        announce(t('extend.done', { model: modelOf(chosen), time: minute(extended.to) }));
      },
    });
  }

  /** @param {Rental} chosen */
  const mails = (chosen) => openMails({ rental: chosen, model: modelOf(chosen), signIn });

  const calendar = () => openCalendar({ signIn });

  return { order, cancel, giveBack, extend, mails, calendar };
}
