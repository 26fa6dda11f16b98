/** @import { Attempt } from './attempt.js' */
/** @import { Car, Rental } from './types.js' */
import { openAttempt } from './attempt.js';
import { openCancel } from './cancel.js';
import { announce, byId, find } from './dom.js';
import { drawFleet } from './fleet.js';
import { startI18n, t } from './i18n.js';
import { openLive } from './live.js';
import { drawMark, liveConnecting, liveOff, liveOn, liveOut, stillAlive } from './mark.js';
import { recall, remember } from './memory.js';
import { openOrder } from './order.js';
import { drawRentals, modelOf } from './rentals.js';
import { drawAccount, openSignIn, subjectOf } from './signin.js';
import { car, changes, forgetRentals, rental, report, reportOwn } from './store.js';
import { config, hasMore, onAccount, readAll, readCars, readMore, readRentals, shown, signInNeeded } from './sync.js';

/** How often the stock is read again while the page is visible. */
const stockEvery = 10_000;

/** Runs a drawing at most once per frame, however many events arrive. @param {() => void} draw */
function onceAFrame(draw) {
  let asked = 0;
  return () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      draw();
    });
  };
}

const account = () => drawAccount({ needed: config.identity, signIn, signOut });

/** The rental to scroll to when it is drawn. @type {number | undefined} */
let wanted;

function rentals() {
  drawRentals(cancel, shown());
  byId('more').hidden = !hasMore();
  const row = find(document, `[data-order="${wanted}"]`);
  if (!row) return;
  wanted = undefined;
  row.scrollIntoView({ block: 'center' });
  row.focus({ preventScroll: true });
}

/** The user whose rentals the page shows. */
let subject = subjectOf(recall('token'));

function startAnew() {
  const now = subjectOf(recall('token'));
  if (subject && now !== subject) forgetRentals();
  subject = now;
  account();
  liveConnecting();
  live.restart();
  void readAll();
}

const signIn = () => openSignIn(startAnew);

function signOut() {
  remember('token', null);
  forgetRentals();
  startAnew();
}

/** @param {Car} chosen @param {Attempt} [attempt] the attempt that a reload interrupted */
function order(chosen, attempt) {
  if (config.identity && !recall('token')) return signIn();
  openOrder({
    car: chosen,
    config,
    attempt,
    refresh: () => void readCars(),
    signIn,
    done: (placed) => {
      wanted = placed.id;
      reportOwn({ ...placed, orderId: placed.id, history: [{ event: 'Ordered', at: placed.createdAt }] });
      announce(t('order.done', { model: chosen.model }));
      void readCars();
    },
  });
}

/** @param {Rental} chosen */
function cancel(chosen) {
  openCancel({
    rental: chosen,
    model: modelOf(chosen),
    refresh: () => void readRentals(),
    signIn,
    done: () => {
      wanted = chosen.orderId;
      reportOwn({ ...(rental(chosen.orderId) ?? chosen), status: 'Cancelling' });
    },
  });
}

startI18n(() => {
  drawFleet(order);
  rentals();
  drawMark();
  account();
});
onAccount(account);
changes.addEventListener(
  'fleet',
  onceAFrame(() => drawFleet(order)),
);
changes.addEventListener('rentals', onceAFrame(rentals));
byId('more').addEventListener('click', () => void readMore());
drawMark();
drawFleet(order);
rentals();

const live = openLive((message) => {
  switch (message.kind) {
    case 'ready':
      liveOn(message.asOf, message.behind);
      void readAll();
      break;
    case 'alive':
      liveOn(message.asOf, message.behind);
      break;
    case 'rental':
      report([message.rental]);
      stillAlive();
      break;
    case 'lost':
      liveOff();
      break;
    case 'refused':
      signInNeeded();
      liveOut();
  }
});
const look = () => document.visibilityState === 'visible' && void readCars();
setInterval(look, stockEvery);
document.addEventListener('visibilitychange', look);

await readAll();
const interrupted = openAttempt();
const interruptedCar = interrupted && car(interrupted.order.productId);
if (interruptedCar) order(interruptedCar, interrupted);
