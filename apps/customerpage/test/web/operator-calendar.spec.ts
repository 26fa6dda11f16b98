import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { changesOf, placesFor } from '../../web/operator/js/booking-changes.js';
import { judgeBlock, suggestBlock } from '../../web/operator/js/block-model.js';
import { cellsOf, countMarks, nearest, placeIn } from '../../web/operator/js/calendar-model.js';
import type { BookedTime, CalendarVehicle } from '../../web/operator/js/calendar-types.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-02T00:00:00Z');
const WEEK = { from: START, to: START + 7 * 24 * HOUR_MS };
const at = (hours: number): string => new Date(START + hours * HOUR_MS).toISOString();
/** Hours after the start of the week. */
const hours = (ms: number): number => (ms - START) / HOUR_MS;

const booked = (orderId: number, from: number, to: number, more: Partial<BookedTime> = {}): BookedTime => ({
  kind: 'booking',
  orderId,
  status: 'Placed',
  customerId: 'mina',
  from: at(from),
  to: at(to),
  startsAt: at(from - 1),
  endsAt: at(to + 1),
  isLate: false,
  isAtRisk: false,
  ...more,
});
const blocked = (blockId: number, from: number, to: number): CalendarVehicle['occupations'][number] => ({
  kind: 'block',
  blockId,
  reason: 'brakes',
  startsAt: at(from),
  endsAt: at(to),
});
const vehicle = (
  occupations: CalendarVehicle['occupations'],
  more: Partial<CalendarVehicle> = {},
): CalendarVehicle => ({
  id: 1,
  plate: 'B-CS 1',
  productId: '1001',
  model: 'City',
  state: 'InService',
  stateReason: null,
  out: null,
  occupations,
  ...more,
});
const cells = (row: CalendarVehicle, now = -1): [string, number, number][] =>
  cellsOf(row, WEEK, START + now * HOUR_MS).map(({ key, from, to }) => [key, hours(from), hours(to)]);

describe('The row of a vehicle', () => {
  it('consists of what takes it, with the free stretches between', () => {
    expect(cells(vehicle([blocked(3, 20, 30), booked(7, 2, 9)]))).toEqual([
      ['free-start', 0, 1],
      ['booking-7', 1, 10],
      ['free-booking-7', 10, 20],
      [`block-3-${START + 20 * HOUR_MS}`, 20, 30],
      [`free-block-3-${START + 20 * HOUR_MS}`, 30, 168],
    ]);
  });

  it('leaves out a free stretch that is over, or shorter than a quarter of an hour', () => {
    expect(cells(vehicle([booked(7, 2, 9), booked(8, 11.1, 20)]), 50).map(([key]) => key)).toEqual([
      'booking-7',
      'booking-8',
      'free-booking-8',
    ]);
    expect(cells(vehicle([booked(7, 2, 9), booked(8, 11.1, 20)])).map(([key]) => key)).not.toContain('free-booking-7');
  });

  it('is all free without occupations, and has none outside of the range', () => {
    expect(cells(vehicle([booked(7, -40, -20), booked(8, 200, 220)]))).toEqual([['free-start', 0, 168]]);
  });

  it('shows a car that is late until the end of this minute, and marks it', () => {
    const out = { orderId: 7, dueAt: at(9), isLate: true };
    const now = START + 12.5 * HOUR_MS + 4_000;
    const [cell] = cellsOf(vehicle([booked(7, -9, 9, { status: 'InUse' })], { out }), WEEK, now);
    expect(cell).toMatchObject({ marks: ['out', 'late'], to: START + 12.5 * HOUR_MS + MINUTE_MS });
    const [inTime] = cellsOf(vehicle([booked(7, -9, 9)], { out: { ...out, isLate: false } }), WEEK, now);
    expect(inTime).toMatchObject({ marks: ['out'], to: START + 10 * HOUR_MS });
  });

  it('shows a car that was to be back before the range, from its first minute on', () => {
    const late = vehicle([booked(7, -9, -2, { status: 'InUse' })], {
      out: { orderId: 7, dueAt: at(-2), isLate: true },
    });
    const cellsAt = (now: number): string[] => cellsOf(late, WEEK, now).map(({ key }) => key);
    expect(cellsAt(START + 4_000)).toEqual(['booking-7', 'free-booking-7']);
    expect(cellsAt(START - MINUTE_MS)).toEqual(['free-start']);
  });

  it('counts what is out, late and at risk', () => {
    const out = { orderId: 7, dueAt: at(9), isLate: true };
    const rows = [
      vehicle([booked(7, 2, 9), booked(8, 12, 20, { isAtRisk: true })], { out }),
      vehicle([booked(9, 2, 9, { isLate: true })]),
    ];
    expect(countMarks(rows, WEEK, START)).toEqual({ out: 1, late: 2, atRisk: 1 });
  });
});

describe('A part of the range', () => {
  it('is placed in percent of it, cut at its ends', () => {
    const day = { from: START, to: START + 24 * HOUR_MS };
    const part = (from: number, to: number): object =>
      placeIn({ from: START + from * HOUR_MS, to: START + to * HOUR_MS }, day);
    expect(part(6, 12)).toEqual({ start: 25, size: 25, isCutBefore: false, isCutAfter: false });
    expect(part(-6, 30)).toEqual({ start: 0, size: 100, isCutBefore: true, isCutAfter: true });
  });

  it('is found by the time that it contains, or by the nearest one', () => {
    const parts = [
      { from: 0, to: 10 },
      { from: 20, to: 30 },
    ];
    expect([5, 14, 16, 99].map((time) => nearest(parts, time))).toEqual([0, 0, 1, 1]);
    expect(nearest([], 5)).toBe(-1);
  });

  it('of a day has an hour more or less when the clocks change', () => {
    const file = new URL('../../web/operator/js/calendar-model.js', import.meta.url).href;
    const script = `import { ticksOf, rangeOf, shiftDay } from '${file}';
      const days = ['2026-03-29', '2026-10-25', '2026-06-01'];
      console.log(JSON.stringify([days.map((day) => ticksOf(day, 'day').length), rangeOf('2026-03-27', 'week'), shiftDay('2026-12-31', 1)]));`;
    const env = { ...process.env, TZ: 'Europe/Berlin', NODE_OPTIONS: '' };
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
    expect(JSON.parse(text)).toEqual([
      [23, 25, 24],
      { from: '2026-03-27T00:00:00+01:00', to: '2026-04-03T00:00:00+02:00' },
      '2027-01-01',
    ]);
  });
});

describe('A booking', () => {
  it.each([
    ['Placed', true, true, true],
    ['Shipped', true, true, true],
    ['InUse', false, true, false],
    ['Cancelling', false, false, false],
  ])('that is %s can move: %s, be extended: %s, be cancelled: %s', (status, canMove, canExtend, canCancel) => {
    expect(changesOf(status)).toEqual({ canMove, canExtend, canCancel });
  });

  it('can move to the other vehicles of its model, the free ones first', () => {
    const rows = [
      vehicle([], { id: 1, plate: 'own' }),
      vehicle([booked(8, 5, 6)], { id: 2, plate: 'A taken' }),
      vehicle([], { id: 3, plate: 'B down', state: 'OutOfService' }),
      vehicle([booked(9, 20, 30)], { id: 4, plate: 'C free' }),
      vehicle([], { id: 5, plate: 'other', productId: '1002' }),
    ];
    const places = placesFor(booked(7, 2, 9), { id: 1, productId: '1001' }, rows);
    expect(places.map(({ id, state }) => [id, state])).toEqual([
      [4, 'free'],
      [2, 'taken'],
      [3, 'down'],
    ]);
  });
});

describe('The form of a block', () => {
  const now = new Date(2026, 2, 2, 10, 7).getTime();

  it('suggests a free stretch from the next quarter of an hour, at most a day of it', () => {
    expect(suggestBlock(undefined, now)).toEqual({ from: '2026-03-02T10:15', to: '2026-03-03T10:15' });
    const free = { from: now - HOUR_MS, to: new Date(2026, 2, 2, 13, 0).getTime() };
    expect(suggestBlock(free, now)).toEqual({ from: '2026-03-02T10:15', to: '2026-03-02T13:00' });
    expect(suggestBlock({ from: now - HOUR_MS, to: now + MINUTE_MS }, now).to).toBe('2026-03-03T10:15');
  });

  it('asks for an end after the start, and a reason', () => {
    const inputs = { from: '2026-03-02T10:00', to: '2026-03-02T12:00', reason: ' new brakes ' };
    const { body, faults } = judgeBlock(inputs);
    expect(faults).toEqual({});
    expect(body).toMatchObject({ from: expect.stringMatching(/^2026-03-02T10:00:00[+-]/), reason: 'new brakes' });
    expect(judgeBlock({ from: '', to: '', reason: 'x' }).faults).toEqual({
      from: 'operator.fault.time',
      to: 'operator.fault.time',
      reason: 'operator.reasonWanted',
    });
    expect(judgeBlock({ ...inputs, to: inputs.from }).faults).toEqual({ to: 'operator.fault.order' });
  });
});
