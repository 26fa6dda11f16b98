import { makeActions } from './actions.js';
import { dropAnswers } from './api.js';
import { openAttempt } from './attempt.js';
import { byId } from './dom.js';
import { drawFleet } from './fleet.js';
import { startI18n } from './i18n.js';
import { openLive } from './live.js';
import { drawMark, liveConnecting, liveOff, liveOn, liveOut, stillAlive } from './mark.js';
import { recall, remember } from './memory.js';
import { drawPeriodForm, openPeriodForm, setRefusal } from './period-form.js';
import { drawRentals } from './rentals.js';
import { drawAccount, openSignIn, subjectOf } from './signin.js';
import { car, changes, forgetRentals, newestFirst, report } from './store.js';
import {
  config,
  hasMore,
  onAccount,
  onPeriodProblem,
  readAll,
  readCars,
  readMore,
  shown,
  signInNeeded,
} from './sync.js';

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

function rentals() {
  drawRentals(actions, shown());
  byId('more').hidden = !hasMore();
  byId('calendar').hidden = newestFirst().length === 0;
}

/** The user whose rentals the page shows. */
let subject = subjectOf(recall('token'));

function forget() {
  dropAnswers();
  forgetRentals();
}

function startAnew() {
  const now = subjectOf(recall('token'));
  if (subject && now !== subject) forget();
  subject = now;
  account();
  liveConnecting();
  live.restart();
  void readAll();
}

const signIn = () => openSignIn(startAnew);

function signOut() {
  remember('token', null);
  forget();
  startAnew();
}

const actions = makeActions(signIn);
const { order } = actions;

openPeriodForm(() => {
  drawFleet(order);
  void readCars();
});
startI18n(() => {
  drawPeriodForm();
  drawFleet(order);
  rentals();
  drawMark();
  account();
});
onAccount(account);
onPeriodProblem(setRefusal);
changes.addEventListener(
  'fleet',
  onceAFrame(() => drawFleet(order)),
);
changes.addEventListener('rentals', onceAFrame(rentals));
byId('calendar').addEventListener('click', actions.calendar);
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
