import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freeWindows, occupiedBy, type FreeWindow } from './free-windows.js';
import type { Interval } from './occupation.entity.js';

const MINUTE_MS = 60_000;
const BUFFERS = { leadMs: 30 * MINUTE_MS, turnaroundMs: 60 * MINUTE_MS };
const at = (minute: number): Date => new Date(minute * MINUTE_MS);
const period = (from: number, to: number): FreeWindow => ({ from: at(from), to: at(to) });
const taken = (from: number, to: number): Interval => occupiedBy(period(from, to), BUFFERS);
const windows = (range: FreeWindow, calendars: Interval[][], shortest = 1): string[] =>
  freeWindows(range, calendars, BUFFERS, shortest * MINUTE_MS).map(
    ({ from, to }) => `${from.getTime() / MINUTE_MS}-${to.getTime() / MINUTE_MS}`,
  );

describe('The free windows', () => {
  it.each<[string, Interval[][], string[]]>([
    ['no vehicle', [], []],
    ['a vehicle without occupations', [[]], ['0-1000']],
    // Brought 30 minutes before 500 and fetched by 660: another booking ends 60 before 470, or starts 30 after 660.
    ['one booking', [[taken(500, 600)]], ['0-410', '690-1000']],
    ['bookings with no room between them', [[taken(100, 300), taken(400, 600)]], ['0-10', '690-1000']],
    ['two vehicles, of which one is free', [[taken(500, 600)], []], ['0-1000']],
    [
      'two vehicles that take turns: windows are not joined',
      [[taken(0, 300)], [taken(500, 990)]],
      ['0-410', '390-1000'],
    ],
    ['an occupation that began before the range', [[taken(-300, 10)]], ['100-1000']],
    ['an occupation beyond the range', [[taken(900, 2000)]], ['0-810']],
  ])('of %s', (_title, calendars, expected) => {
    expect(windows(period(0, 1000), calendars)).toEqual(expected);
  });

  it('are no shorter than asked for', () => {
    expect(windows(period(0, 1000), [[taken(500, 600)]], 311)).toEqual(['0-410']);
    expect(windows(period(0, 1000), [[taken(500, 600)]], 411)).toEqual([]);
  });

  it('contain exactly the periods for which a vehicle is free', () => {
    const calendar = fc
      .array(fc.tuple(fc.integer({ min: 95, max: 400 }), fc.integer({ min: 5, max: 400 })), { maxLength: 4 })
      .map((gaps) => {
        let end = -500;
        return gaps.map(([gap, length]) => taken((end += gap), (end += length)));
      });
    const minutes = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(fc.array(calendar, { maxLength: 4 }), minutes, minutes, (calendars, a, b) => {
        const asked = period(Math.min(a, b), Math.max(a, b) + 1);
        const { startsAt, endsAt } = occupiedBy(asked, BUFFERS);
        const isFree = calendars.some((list) =>
          list.every((other) => other.endsAt <= startsAt || other.startsAt >= endsAt),
        );
        const found = freeWindows(period(0, 1000), calendars, BUFFERS, 1);
        expect(found.some(({ from, to }) => from <= asked.from && asked.to <= to)).toBe(isFree);
      }),
      { numRuns: 2_000 },
    );
  });
});
