/** @import { Entered } from './period.js' */
/** @import { Period } from './types.js' */
import { choice } from './choice.js';
import { clockNote } from './clock-note.js';
import { byId } from './dom.js';
import { t } from './i18n.js';
import { ownZone, periodFault, periodOf, readLocal, toLocal, tomorrow } from './period.js';

/** A time is entered in two or three steps; the shop is asked after the last one. */
const settled = 300;

/** @typedef {'' | 'past' | 'order' | 'incomplete'} Fault */

const zone = ownZone();
const form = /** @type {HTMLFormElement} */ (byId('when'));
const inputs = {
  from: /** @type {HTMLInputElement} */ (byId('when-from')),
  to: /** @type {HTMLInputElement} */ (byId('when-to')),
};
/** Which of two instants is meant when the clocks go back. */
const later = { from: false, to: false };
/** What the shop said about the period. @type {import('./problem.js').ShopProblem | undefined} */
let refusal;
let changed = () => {};

/** @param {'from' | 'to'} name */
const entered = (name) => readLocal(inputs[name].value, zone);

/** @param {'from' | 'to'} name @param {Entered} time */
const instantOf = (name, { instants }) => instants[later[name] ? instants.length - 1 : 0] ?? NaN;

/** The period that the inputs contain, or what is wrong with them. @returns {{ fault: Fault, period: Period | null }} */
function read() {
  const [from, to] = [entered('from'), entered('to')];
  if (!choice.isPeriod) return { fault: '', period: null };
  if (!from || !to) return { fault: 'incomplete', period: null };
  const [start, end] = [instantOf('from', from), instantOf('to', to)];
  const fault = periodFault(start, end, Date.now());
  return fault ? { fault, period: null } : { fault: '', period: periodOf(start, end, zone) };
}

/** @param {Fault} fault */
function faultText(fault) {
  if (fault) return t(`when.${fault}`);
  if (!refusal) return '';
  return refusal.kind === 'badPeriod' ? t('problem.badPeriod.text') : t('fleet.failed');
}

/** The field that a fault is about. @param {string} fault @returns {string | undefined} */
function faultyField(fault) {
  if (fault) return fault === 'past' ? 'from' : 'to';
  return /** @type {{ field?: string }[]} */ (refusal?.members['errors'])?.[0]?.field;
}

/** @param {'from' | 'to'} name */
function drawNote(name) {
  const choose = (/** @type {boolean} */ isLater) => {
    later[name] = isLater;
    update();
  };
  const local = inputs[name].value;
  const note = clockNote({ name: `when-${name}`, local, time: entered(name), zone, isLater: later[name], choose });
  byId(`when-${name}-note`).replaceChildren(...note);
}

/** Draws what is not in the page's HTML. */
export function drawPeriodForm() {
  const { fault } = read();
  const field = faultyField(fault);
  byId('when-times').hidden = !choice.isPeriod;
  byId('when-zone').textContent = t('when.zone', { zone });
  byId('when-error').textContent = faultText(fault);
  for (const name of /** @type {const} */ (['from', 'to'])) {
    inputs[name].setAttribute('aria-invalid', String(field === name));
    inputs[name].min = toLocal(Date.now(), zone);
  }
}

let timer = 0;
/** Takes what the form contains; an equal period stays the same object, so that cars that were read for it stay valid. */
function update() {
  const before = JSON.stringify(choice);
  choice.isPeriod = new FormData(form).get('when') === 'period';
  const { period } = read();
  if (JSON.stringify({ ...choice, period }) === before) return drawPeriodForm();
  choice.period = period;
  refusal = undefined;
  drawPeriodForm();
  clearTimeout(timer);
  timer = setTimeout(changed, settled);
}

/** @param {import('./problem.js').ShopProblem | undefined} problem why the shop does not answer for the period */
export function setRefusal(problem) {
  refusal = problem;
  drawPeriodForm();
}

/** Enters a period, for example a free window that the customer chose. @param {Period} period */
export function choosePeriod({ from, to }) {
  for (const [name, text] of /** @type {const} */ ([
    ['from', from],
    ['to', to],
  ])) {
    const at = Date.parse(text);
    inputs[name].value = toLocal(at, zone);
    const instants = entered(name)?.instants ?? [];
    later[name] = instants.indexOf(at) > 0;
    drawNote(name);
  }
  update();
}

/** @param {() => void} listener called when the choice has changed */
export function openPeriodForm(listener) {
  changed = listener;
  const { from, to } = tomorrow(Date.now(), zone);
  inputs.from.value = from;
  inputs.to.value = to;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', update);
  for (const name of /** @type {const} */ (['from', 'to'])) {
    inputs[name].addEventListener('input', () => {
      later[name] = false;
      drawNote(name);
      update();
    });
  }
  drawPeriodForm();
}
