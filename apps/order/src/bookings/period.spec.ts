import { describe, expect, it } from '@jest/globals';
import { assertBookable, readInstant, readPeriod } from './period.js';

const code = (work: () => unknown): unknown => {
  try {
    return work() instanceof Date ? 'a time' : 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('A time of a booking', () => {
  it.each([
    ['2026-12-01T09:00:00+01:00', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01T09:00+09:00', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T09:00:00.000-05:30', '2026-12-01T14:30:00.000Z'],
    ['2026-12-01t09:00:00z', '2026-12-01T09:00:00.000Z'],
    ['2028-02-29T23:59:00-00:00', '2028-02-29T23:59:00.000Z'],
  ])('%s is read as %s', (text, instant) => {
    expect(readInstant('from', text).toISOString()).toBe(instant);
  });

  it.each([
    '2026-12-01T09:00:00',
    '2026-12-01',
    '2026-12-01 09:00:00Z',
    '2026-12-01T09:00:01Z',
    '2026-12-01T09:00:00.001Z',
    '2026-12-01T24:00:00Z',
    '2026-12-01T23:59:60Z',
    '2026-02-29T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '2026-00-01T09:00:00Z',
    '2026-12-00T09:00:00Z',
    '2026-12-01T09:00:00+0100',
    '2026-12-01T09:00:00+24:00',
    '+002026-12-01T09:00:00Z',
    '1764579600000',
    '',
    '2026-12-01T09:00:00Z\n',
  ])('%j is refused', (text) => {
    expect(code(() => readInstant('from', text))).toBe('booking.time_invalid');
  });
});

describe('A period', () => {
  const hour = 3_600_000;
  const rules = { leadMs: hour, shortestMs: hour, longestMs: 48 * hour, horizonMs: 100 * hour };
  const now = new Date('2026-12-01T09:00:00Z');
  const period = (from: number, to: number): { from: Date; to: Date } => ({
    from: new Date(now.getTime() + from * hour),
    to: new Date(now.getTime() + to * hour),
  });

  it('ends after it starts, whatever the offsets are', () => {
    expect(code(() => readPeriod('2026-12-01T09:00:00Z', '2026-12-01T09:00:00Z'))).toBe('booking.time_invalid');
    expect(code(() => readPeriod('2026-12-01T09:00:00Z', '2026-12-01T18:00:00+09:00'))).toBe('booking.time_invalid');
    expect(code(() => readPeriod('2026-12-01T18:00:00+09:00', '2026-12-01T09:01:00Z'))).toBe('fine');
  });

  it.each<[string, number, number, string]>([
    ['from the lead on', 1, 2, 'fine'],
    ['up to the horizon', 52, 100, 'fine'],
    ['in the past', -1, 2, 'booking.in_past'],
    ['before the lead', 0.9, 2, 'booking.out_of_bounds'],
    ['shorter than the minimum', 2, 2.9, 'booking.out_of_bounds'],
    ['longer than the maximum', 2, 50.1, 'booking.out_of_bounds'],
    ['beyond the horizon', 60, 100.1, 'booking.out_of_bounds'],
  ])('%s is judged', (_title, from, to, expected) => {
    expect(code(() => assertBookable(period(from, to), rules, now))).toBe(expected);
  });
});
