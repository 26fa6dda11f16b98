/** @import { Inputs, Judged } from './types.js' */

/** The largest reading of an odometer, in kilometres: the largest value of a signed 32-bit column. */
const maxOdometer = 2_147_483_647;

/**
 * A number in a text input, with a point or a comma before the decimals.
 * @param {string | undefined} text
 * @returns {number | undefined} undefined for an empty input, NaN for one that is no number
 */
export function numberIn(text = '') {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return undefined;
  return /^\d{1,10}(\.\d{1,3})?$/.test(typed) ? Number(typed) : NaN;
}

/**
 * The request of the form of a model.
 * @param {Inputs} inputs
 * @param {boolean} isNew whether the model is added, with a product id and a stock
 * @returns {Judged}
 */
export function judgeModel(inputs, isNew) {
  /** @type {Record<string, string>} */
  const faults = {};
  const model = (inputs['model'] ?? '').trim();
  if (model === '') faults['model'] = 'operator.fault.name';
  const prices = pricesIn(inputs, faults);
  /** @type {Record<string, unknown>} */
  const body = { model, ...prices };
  if (isNew) {
    body['productId'] = (inputs['productId'] ?? '').trim();
    body['stock'] = numberIn(inputs['stock']) ?? 0;
    if (!/^[\w.-]{1,64}$/.test(String(body['productId']))) faults['productId'] = 'operator.fault.productId';
    if (!Number.isInteger(body['stock'])) faults['stock'] = 'operator.fault.whole';
  }
  return { body, faults };
}

/** @param {Inputs} inputs @param {Record<string, string>} faults receives a text for each price at fault */
function pricesIn(inputs, faults) {
  /** @type {Record<string, number>} */
  const prices = {};
  for (const name of ['pricePerUnit', 'pricePerHour', 'pricePerDay']) {
    const price = numberIn(inputs[name]);
    if (price === undefined) continue;
    if (price > 0) prices[name] = price;
    else faults[name] = 'operator.fault.price';
  }
  const { pricePerUnit, pricePerHour, pricePerDay } = prices;
  if (pricePerUnit === undefined) faults['pricePerUnit'] ??= 'operator.fault.price';
  if (faults['pricePerHour'] || faults['pricePerDay']) return prices;
  if (pricePerHour === undefined && pricePerDay !== undefined) faults['pricePerHour'] = 'operator.fault.bothPrices';
  if (pricePerDay === undefined && pricePerHour !== undefined) faults['pricePerDay'] = 'operator.fault.bothPrices';
  if (pricePerDay !== undefined && pricePerHour !== undefined && pricePerDay > 24 * pricePerHour)
    faults['pricePerDay'] = 'operator.fault.dayTooHigh';
  return prices;
}

/** An optional reason, without the control characters that the services refuse. @param {string | undefined} text */
export function reasonIn(text = '') {
  const reason = text.trim().replace(/\s+/g, ' ');
  return reason === '' ? {} : { reason };
}

/** The request of the form of a vehicle. @param {Inputs} inputs @returns {Judged} */
export function judgeVehicle(inputs) {
  const { productId, state, fromStock } = inputs;
  const plate = (inputs['plate'] ?? '').trim();
  const isPlate = plate.length <= 32 && /^[\p{L}\p{N}]+([ ·.-][\p{L}\p{N}]+)*$/u.test(plate);
  return {
    body: {
      plate,
      ...(productId && { productId }),
      ...(state && { state }),
      ...(fromStock && { fromStock: true }),
      ...reasonIn(inputs['reason']),
    },
    faults: isPlate ? {} : { plate: 'operator.fault.plate' },
  };
}

/**
 * The request of a hand-over or a return. The time is left out where the operator has not changed it: delivery then
 * takes its own clock, to the second.
 * @param {Inputs} inputs
 * @param {{ openedAt: string, handover?: { odometer?: number } }} known the time that the form suggested
 * @returns {Judged}
 */
export function judgeFact(inputs, { openedAt, handover }) {
  /** @type {Record<string, string>} */
  const faults = {};
  const at = inputs['at'] ?? '';
  const odometer = numberIn(inputs['odometer']);
  const level = numberIn(inputs['level']);
  const notes = (inputs['notes'] ?? '').trim();
  const isChanged = at !== openedAt;
  if (isChanged && Number.isNaN(Date.parse(at))) faults['at'] = 'operator.fault.time';
  else if (isChanged && Date.parse(at) > Date.now() + 60_000) faults['at'] = 'operator.fault.future';
  if (odometer !== undefined && !(Number.isInteger(odometer) && odometer <= maxOdometer))
    faults['odometer'] = 'operator.fault.whole';
  else if (odometer !== undefined && odometer < (handover?.odometer ?? 0))
    faults['odometer'] = 'operator.fault.odometer';
  if (level !== undefined && !(Number.isInteger(level) && level <= 100)) faults['level'] = 'operator.fault.level';
  if (Array.from(notes).length > 500) faults['notes'] = 'operator.fault.notes';
  return {
    body: {
      ...(isChanged && !faults['at'] && { at: withOffset(new Date(at)) }),
      ...(odometer !== undefined && { odometer }),
      ...(level !== undefined && { level }),
      ...(notes && { notes }),
      ...('damaged' in inputs && { damaged: inputs['damaged'] === 'on' }),
    },
    faults,
  };
}

/** A number with at least two digits. @param {number} value */
const two = (value) => String(value).padStart(2, '0');

/** A time of this machine's zone as an input of the type `datetime-local` contains it. @param {Date} at */
export const localMinute = (at) => `${localDay(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;

/** The day of a time in this machine's zone, as `YYYY-MM-DD`. @param {Date} at */
export const localDay = (at) =>
  `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** The minute of a time, as RFC 3339 (which needs the seconds) with the offset of this machine's zone. @param {Date} at */
export function withOffset(at) {
  const east = -at.getTimezoneOffset();
  const size = Math.abs(east);
  return `${localMinute(at)}:00${east < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * Merges what the server has now into a form that was opened earlier: an input that the operator has not touched takes
 * the new value.
 * @param {Inputs} inputs
 * @param {Inputs} opened what the inputs contained when the operator last saw the server's values
 * @param {Inputs} now
 * @returns {{ inputs: Inputs, changed: string[] }} the inputs to show, and the names of those that changed at the server
 */
export function mergeFresh(inputs, opened, now) {
  const changed = Object.keys(now).filter((name) => now[name] !== opened[name]);
  const untouched = changed.filter((name) => inputs[name] === opened[name]);
  return { inputs: { ...inputs, ...Object.fromEntries(untouched.map((name) => [name, now[name] ?? ''])) }, changed };
}
