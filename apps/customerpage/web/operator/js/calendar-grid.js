/** @import { CalendarVehicle, Cell, Range, Scale, Tick } from './calendar-types.js' */
import { find, h, reconcile } from '/js/dom.js';
import { currentLocale, t } from '/js/i18n.js';
import { drawCell, put } from './calendar-cells.js';
import { cellsOf, placeIn } from './calendar-model.js';
import { tickText, vehicleNotes } from './calendar-words.js';
import { followKeys } from './calendar-keys.js';

/**
 * The grid of vehicles and times. Parts that have not changed are not redrawn, so that focus and scroll stay.
 * @param {{ open: (vehicle: CalendarVehicle, cell?: Cell) => void }} options called for a cell, or for a vehicle
 */
export function makeGrid({ open }) {
  const head = h('div', { class: 'cal-row cal-head', role: 'row' });
  const body = h('div', { class: 'cal-body', id: 'calendar-rows', role: 'rowgroup' });
  const lines = h('div', { class: 'cal-lines', 'aria-hidden': 'true' });
  const grid = h('div', { class: 'cal', id: 'calendar', role: 'grid' }, head, body);
  const node = h('div', { class: 'cal-scroll' }, h('div', { class: 'cal-inner' }, lines, grid));
  const keys = followKeys(grid, activate);
  /** @type {Map<string, { vehicle: CalendarVehicle, cells: Cell[] }>} */
  let rows = new Map();

  /** @param {HTMLElement} target */
  function activate(target) {
    const row = rows.get(target.closest('.cal-row')?.getAttribute('data-key') ?? '');
    if (row)
      open(
        row.vehicle,
        row.cells.find(({ key }) => key === target.dataset.key),
      );
  }

  /**
   * @param {CalendarVehicle[]} vehicles
   * @param {{ range: Range, ticks: Tick[], scale: Scale, now: number }} shown
   */
  function draw(vehicles, { range, ticks, scale, now }) {
    const [left, top] = [node.scrollLeft, window.scrollY];
    node.dataset.scale = scale;
    grid.setAttribute('aria-label', t('operator.calendar'));
    head.replaceChildren(
      h('div', { class: 'cal-vehicle', role: 'columnheader' }, t('operator.vehicles')),
      h('div', { class: 'cal-track' }, ...ticks.map((tick, at) => heading(tick, endOf(at)))),
    );
    lines.replaceChildren(...ticks.slice(1).map(({ at }) => line('cal-line', at)));
    if (now >= range.from && now < range.to) lines.append(line('cal-now', now));
    rows = new Map(vehicles.map((vehicle) => [String(vehicle.id), { vehicle, cells: cellsOf(vehicle, range, now) }]));
    reconcile(
      body,
      [...rows.values()],
      ({ vehicle }) => String(vehicle.id),
      () => 'drawn',
      ({ vehicle }) => emptyRow(vehicle.id),
    );
    for (const { vehicle, cells } of rows.values()) fill(vehicle, cells);
    keys.settle();
    // A focused cell that was redrawn is focused again, which scrolls to it.
    node.scrollLeft = left;
    window.scrollTo(window.scrollX, top);

    /** @param {number} at */
    function endOf(at) {
      return ticks[at + 1]?.at ?? range.to;
    }
    /** @param {Tick} tick @param {number} to */
    function heading(tick, to) {
      const text = tickText(tick, scale);
      return put(h('div', { class: 'cal-tick', role: 'columnheader' }, text), placeIn({ from: tick.at, to }, range));
    }
    /** @param {string} name @param {number} at */
    function line(name, at) {
      return put(h('div', { class: name }), { ...placeIn({ from: at, to: at }, range), size: undefined });
    }
    /** @param {CalendarVehicle} vehicle @param {Cell[]} cells */
    function fill(vehicle, cells) {
      const track = find(body, `#track-${vehicle.id}`);
      const header = track?.previousElementSibling;
      if (!track || !(header instanceof HTMLElement)) return;
      fillHeader(header, vehicle);
      reconcile(
        track,
        cells,
        ({ key }) => key,
        (cell) => JSON.stringify([currentLocale(), range, cell]),
        (cell) => drawCell(cell, range),
      );
    }
  }
  return { node, draw, settle: keys.settle };
}

/** @param {number} vehicleId */
const emptyRow = (vehicleId) =>
  h(
    'div',
    { class: 'cal-row', role: 'row' },
    h('div', { class: 'cal-vehicle', role: 'rowheader', tabindex: -1, 'aria-haspopup': 'dialog' }),
    h('div', { class: 'cal-track', id: `track-${vehicleId}` }),
  );

/** @param {HTMLElement} header @param {CalendarVehicle} vehicle */
function fillHeader(header, vehicle) {
  const { plate, model, state } = vehicle;
  const texts = [plate, state === 'InService' ? model : t(`operator.vehicleState.${state}`), ...vehicleNotes(vehicle)];
  header.closest('.cal-row')?.setAttribute('data-vehicle-state', state);
  if (header.dataset.texts === texts.join()) return;
  header.dataset.texts = texts.join();
  const [, shown, ...notes] = texts;
  header.replaceChildren(
    h('b', {}, plate),
    h('small', {}, h('span', { class: 'unseen' }, ', '), shown),
    h('span', { class: 'unseen' }, ...notes.map((note) => `, ${note}`)),
  );
}
