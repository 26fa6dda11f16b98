import { clockNote } from './clock-note.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { ownZone, readLocal, toLocal } from './period.js';

/** The offered extensions, in hours. */
const steps = [1, 3, 24];
const hour = 3_600_000;

/**
 * The input of a later end, in the person's time zone, with buttons for common extensions.
 * @param {{ end: number, earliest: number, changed: () => void }} options `end`: the present one; `earliest`: from where the
 *   buttons count, in milliseconds
 */
export function endField({ end, earliest, changed }) {
  const zone = ownZone();
  let isLater = false;
  const input = h('input', {
    id: 'extend-to',
    type: 'datetime-local',
    step: 60,
    required: true,
    min: toLocal(end, zone),
    'aria-describedby': 'extend-zone extend-error',
    oninput: () => {
      isLater = false;
      update();
    },
  });
  const note = h('div', { class: 'hint', role: 'status' });
  const error = h('p', { id: 'extend-error', class: 'field-error', role: 'alert' });
  const buttons = steps.map((hours) =>
    h(
      'button',
      { class: 'quiet small', type: 'button', onclick: () => set(earliest + hours * hour) },
      t(hours < 24 ? 'extend.hours' : 'extend.day', { n: hours }),
    ),
  );
  const entered = () => readLocal(input.value, zone);

  function drawNote() {
    const choose = (/** @type {boolean} */ later) => {
      isLater = later;
      update();
    };
    note.replaceChildren(...clockNote({ name: input.id, local: input.value, time: entered(), zone, isLater, choose }));
  }

  function update() {
    drawNote();
    changed();
  }

  /** @param {number} to milliseconds */
  function enter(to) {
    input.value = toLocal(to, zone);
    isLater = (entered()?.instants.indexOf(to) ?? 0) > 0;
    drawNote();
  }

  /** @param {number} to milliseconds */
  function set(to) {
    enter(to);
    changed();
  }

  enter(earliest + hour);
  return {
    node: h(
      'div',
      { class: 'field' },
      h('label', { for: input.id }, t('extend.to')),
      input,
      h('div', { class: 'steps', role: 'group', 'aria-label': t('extend.steps') }, ...buttons),
      h('p', { class: 'hint', id: 'extend-zone' }, t('when.zone', { zone })),
      note,
      error,
    ),
    set,
    focus: () => input.focus(),
    /** The entered end in milliseconds; undefined while it is incomplete. */
    value() {
      const { instants = [] } = entered() ?? {};
      return instants[isLater ? instants.length - 1 : 0];
    },
    /** @param {string} fault what is wrong with the end; empty when nothing is */
    mark(fault) {
      error.textContent = fault;
      input.setAttribute('aria-invalid', String(fault !== ''));
    },
  };
}
