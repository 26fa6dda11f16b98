import { closest } from '/js/dom.js';
import { nearest } from './calendar-model.js';

const cellRoles = '[role=rowheader], [role=gridcell]';

/** @param {Element} within @returns {HTMLElement[]} */
const cellsIn = (within) => [.../** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(cellRoles))];

/** The times of a cell; a vehicle's header has none. @param {HTMLElement} cell */
const timesOf = ({ dataset }) => ({ from: Number(dataset.from ?? NaN), to: Number(dataset.to ?? NaN) });

/**
 * Keyboard access to the grid, after the ARIA Authoring Practices: one cell is in the tab order, arrows move the focus,
 * Enter and Space open a cell. Up and Down keep the time at which the row was entered.
 * @param {HTMLElement} grid
 * @param {(cell: HTMLElement) => void} activate
 */
export function followKeys(grid, activate) {
  /** The cell in the tab order, by the keys of its row and of itself; an empty cell key is the vehicle. */
  let active = { row: '', cell: '' };
  let anchor = NaN;
  let hadFocus = false;

  /** @param {Element} cell */
  const rowOf = (cell) => closest(cell, '[role=row]');
  const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (grid.querySelectorAll('#calendar-rows > [role=row]'))];

  /** @param {HTMLElement} cell @param {boolean} [keepsTime] */
  function focus(cell, keepsTime = false) {
    mark(cell, keepsTime);
    cell.focus();
  }

  /** @param {HTMLElement} cell @param {boolean} keepsTime */
  function mark(cell, keepsTime) {
    active = { row: rowOf(cell)?.dataset.key ?? '', cell: cell.dataset.key ?? '' };
    const { from, to } = timesOf(cell);
    if (!keepsTime) anchor = (from + to) / 2;
    for (const each of cellsIn(grid)) each.tabIndex = each === cell ? 0 : -1;
  }

  /** The cell of a row at the anchor; the vehicle's header when the focus moves along the headers. @param {Element} row */
  function cellAt(row) {
    const [header, ...cells] = cellsIn(row);
    return (Number.isNaN(anchor) ? undefined : cells[nearest(cells.map(timesOf), anchor)]) ?? header;
  }

  /** After a drawing: exactly one cell is in the tab order, and a focus whose cell has gone moves to its neighbour. */
  function settle() {
    const all = rows();
    const row = all.find(({ dataset }) => dataset.key === active.row) ?? all[0];
    const cell = row && (cellsIn(row).find(({ dataset }) => (dataset.key ?? '') === active.cell) ?? cellAt(row));
    if (!cell) return;
    mark(cell, true);
    if (hadFocus && document.activeElement === document.body) cell.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} cell @param {KeyboardEvent} event @returns {HTMLElement | undefined} */
  function target(cell, { key, ctrlKey }) {
    const row = rowOf(cell);
    if (!row) return undefined;
    const [all, own] = [rows(), cellsIn(row)];
    const [at, here] = [all.indexOf(row), own.indexOf(cell)];
    if (key === 'ArrowRight') return own[here + 1];
    if (key === 'ArrowLeft') return own[here - 1];
    if (key === 'Home') return cellsIn(ctrlKey ? (all[0] ?? row) : row)[0];
    if (key === 'End') return cellsIn(ctrlKey ? (all.at(-1) ?? row) : row).at(-1);
    const next = key === 'ArrowDown' ? all[at + 1] : key === 'ArrowUp' ? all[at - 1] : undefined;
    return next && cellAt(next);
  }

  grid.addEventListener('keydown', (event) => {
    const cell = closest(/** @type {Element} */ (event.target), cellRoles);
    if (!cell || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return activate(cell);
    }
    if (!/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    const next = target(cell, event);
    if (next) focus(next, event.key === 'ArrowUp' || event.key === 'ArrowDown');
  });
  grid.addEventListener('click', (event) => {
    const cell = closest(/** @type {Element} */ (event.target), cellRoles);
    if (!cell) return;
    focus(cell);
    activate(cell);
  });
  grid.addEventListener('focusin', ({ target: node }) => {
    hadFocus = true;
    const cell = closest(/** @type {Element} */ (node), cellRoles);
    // A cell that the browser focuses itself, for example after a dialog, becomes the one in the tab order.
    if (cell && cell.tabIndex < 0) mark(cell, false);
  });
  grid.addEventListener('focusout', ({ relatedTarget: next }) => {
    // Without a next element the focused cell was removed, or the window lost the focus.
    hadFocus = next === null || (next instanceof Element && (grid.contains(next) || next.closest('dialog') !== null));
  });
  return { settle };
}
