/** @import { Shell } from '/js/types.js' */
/** @import { Calendar, Range, Scale } from './calendar-types.js' */
import { announce, find, h } from '/js/dom.js';
import { currentLocale, t } from '/js/i18n.js';
import { getCalendar } from './calendar-api.js';
import { calendarBar } from './calendar-bar.js';
import { openCell } from './calendar-details.js';
import { makeGrid } from './calendar-grid.js';
import { countMarks, rangeOf, ticksOf } from './calendar-model.js';
import { rangeText } from './calendar-words.js';
import { followShop } from './follow.js';
import { localDay } from './form-model.js';
import { nothing } from './table.js';
import { openVehicle } from './vehicle-card.js';

/** Without a report of the live stream the calendar is read again after this time, in milliseconds. */
const freshFor = 30_000;
const isNarrow = () => matchMedia('(max-width: 620px)').matches;

/** What was chosen last; the way back from an order leads to the same days. An empty day is today. @type {{ day: string, scale: Scale | undefined, productId: string }} */
const chosen = { day: '', scale: undefined, productId: '' };

/** The vehicles with their bookings and blocks over a day or a week. @param {Shell} shell */
export function calendarView(shell) {
  /** @type {{ asked: string, calendar: Calendar } | undefined} */
  let known;
  let readAt = -Infinity;
  let drawn = '';
  let isShownFirst = true;
  const day = () => chosen.day || localDay(new Date());
  const scale = () => chosen.scale ?? (isNarrow() ? 'day' : 'week');
  const asked = () => JSON.stringify(rangeOf(day(), scale()));
  const days = h('p', { class: 'day-name' });
  const counts = h('p', { class: 'cal-counts' });
  const empty = h('div', {});
  const bar = calendarBar({ day, scale, productId: () => chosen.productId, pick });
  const grid = makeGrid({
    open: (vehicle, cell) => {
      if (cell) openCell({ shell: here, vehicle, cell });
      else void openVehicle(here, vehicle);
    },
  });
  /** Reads the calendar again after an action in it. @type {Shell} */
  const here = { ...shell, refresh: reload };

  function reload() {
    readAt = -Infinity;
    shell.refresh();
  }

  /** @param {Partial<typeof chosen>} change */
  function pick(change) {
    Object.assign(chosen, change);
    isShownFirst ||= 'scale' in change;
    frame();
    announce(days.textContent ?? '');
    if (known?.asked === asked()) draw();
    else reload();
  }

  function frame() {
    drawn = '';
    bar.frame(known?.calendar.vehicles ?? []);
    days.textContent = rangeText(shown(), scale());
    // The stream outlives the view.
    followShop(() => grid.node.isConnected && reload());
  }

  /** @returns {Range} */
  function shown() {
    const { from, to } = rangeOf(day(), scale());
    return { from: Date.parse(from), to: Date.parse(to) };
  }

  /** The calendar as it is; it is asked for again after a change, an action, and some time. */
  async function read() {
    const range = asked();
    if (known?.asked === range && Date.now() - readAt < freshFor) return known;
    const since = (readAt = Date.now());
    try {
      known = { asked: range, calendar: await getCalendar(JSON.parse(range)) };
    } catch (error) {
      if (readAt === since) readAt = -Infinity;
      throw error;
    }
    return known;
  }

  function draw() {
    if (known?.asked !== asked()) return;
    const now = Date.now();
    const { vehicles } = known.calendar;
    const state = JSON.stringify([currentLocale(), chosen, Math.floor(now / 60_000), vehicles]);
    if (state === drawn) return grid.settle();
    drawn = state;
    bar.frame(vehicles);
    const listed = vehicles.filter(({ productId }) => !chosen.productId || productId === chosen.productId);
    const range = shown();
    grid.draw(listed, { range, ticks: ticksOf(day(), scale()), scale: scale(), now });
    counts.textContent = t('operator.calendarCounts', countMarks(listed, range, now));
    grid.node.hidden = listed.length === 0;
    empty.replaceChildren(
      ...(listed.length ? [] : [nothing(t('operator.none.calendar'), t('operator.none.calendarText'))]),
    );
    if (isShownFirst) scrollToNow();
    isShownFirst = false;
  }

  /** 25 % of the width stay visible before the line of the present. */
  function scrollToNow() {
    const now = find(grid.node, '.cal-now');
    grid.node.scrollLeft = now ? Math.max(0, now.offsetLeft - grid.node.clientWidth / 4) : 0;
  }

  return {
    tab: 'calendar',
    title: 'operator.calendar',
    nodes: [bar.node, days, counts, empty, grid.node, bar.legend],
    frame,
    read,
    draw,
  };
}
