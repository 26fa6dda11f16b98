/** @import { CalendarVehicle, Scale } from './calendar-types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { daysOf, shiftDay } from './calendar-model.js';

const scales = /** @type {Scale[]} */ (Object.keys(daysOf));

/**
 * The controls above the calendar, and the legend below it.
 * @param {{ day: () => string, scale: () => Scale, productId: () => string, pick: (change: { day?: string, scale?: Scale,
 *   productId?: string }) => void }} options
 */
export function calendarBar({ day, scale, productId, pick }) {
  /** @param {number} by @param {string} sign */
  const step = (by, sign) =>
    h('button', {
      class: 'icon-button quiet',
      type: 'button',
      'data-sign': sign,
      onclick: () => pick({ day: shiftDay(day(), by * daysOf[scale()]) }),
    });
  const before = step(-1, '‹');
  const after = step(1, '›');
  const today = h('button', { class: 'quiet', type: 'button', onclick: () => pick({ day: '' }) });
  const date = h('input', { type: 'date', id: 'calendar-day' });
  const label = h('label', { class: 'unseen', for: 'calendar-day' });
  const choices = h('div', { class: 'segments', role: 'group' });
  const buttons = scales.map((value) =>
    h('button', { type: 'button', 'data-scale': value, onclick: () => pick({ scale: value }) }),
  );
  const model = h('select', { id: 'calendar-model' });
  const legend = h('ul', { class: 'cal-legend' });
  choices.append(...buttons);
  date.addEventListener('change', () => date.value && pick({ day: date.value }));
  model.addEventListener('change', () => pick({ productId: model.value }));

  /** @param {CalendarVehicle[]} vehicles */
  function frame(vehicles) {
    label.textContent = t('operator.day');
    today.textContent = t('operator.thisDay');
    for (const [button, key] of /** @type {const} */ ([
      [before, 'operator.earlier'],
      [after, 'operator.later'],
    ])) {
      button.setAttribute('aria-label', t(key));
      button.textContent = button.dataset.sign ?? '';
    }
    if (document.activeElement !== date) date.value = day();
    choices.setAttribute('aria-label', t('operator.scale'));
    buttons.forEach((button, at) => {
      button.textContent = t(`operator.scale.${scales[at]}`);
      button.setAttribute('aria-pressed', String(scales[at] === scale()));
    });
    frameModels(vehicles);
    legend.setAttribute('aria-label', t('operator.legend'));
    legend.replaceChildren(
      ...['planned', 'out', 'late', 'atRisk', 'block', 'buffer'].map((name) =>
        h('li', {}, h('span', { class: 'cal-sample', 'data-sample': name }), t(`operator.legend.${name}`)),
      ),
    );
  }

  /** @param {CalendarVehicle[]} vehicles */
  function frameModels(vehicles) {
    const models = [...new Map(vehicles.map((vehicle) => [vehicle.productId, vehicle.model]))];
    const state = JSON.stringify([t('operator.allModels'), models, productId()]);
    model.setAttribute('aria-label', t('operator.model'));
    if (model.dataset.models === state) return;
    model.dataset.models = state;
    model.replaceChildren(
      h('option', { value: '' }, t('operator.allModels')),
      ...models.map(([value, name]) => h('option', { value, selected: value === productId() }, name)),
    );
  }

  return { node: h('div', { class: 'bar' }, before, today, after, label, date, choices, model), legend, frame };
}
