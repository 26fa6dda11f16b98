import { describe, expect, it } from '@jest/globals';
import { formatPeriod } from '../../web/js/format.js';
import { fitInto, periodFault, periodOf, readLocal, toLocal, tomorrow, toRfc3339 } from '../../web/js/period.js';

const BERLIN = 'Europe/Berlin';
const SEOUL = 'Asia/Seoul';
const NEW_YORK = 'America/New_York';

/** What the shop is sent for a local time, each of the instants that it may mean. */
const sent = (local: string, zone: string): string[] =>
  (readLocal(local, zone)?.instants ?? []).map((at) => toRfc3339(at, zone));

describe('A local time', () => {
  it.each([
    ['2026-03-28T09:00', BERLIN, ['2026-03-28T09:00:00+01:00']],
    ['2026-03-29T01:59', BERLIN, ['2026-03-29T01:59:00+01:00']],
    ['2026-03-29T03:00', BERLIN, ['2026-03-29T03:00:00+02:00']],
    ['2026-03-29T09:00', BERLIN, ['2026-03-29T09:00:00+02:00']],
    ['2026-10-24T09:00', BERLIN, ['2026-10-24T09:00:00+02:00']],
    ['2026-10-25T03:00', BERLIN, ['2026-10-25T03:00:00+01:00']],
    ['2026-10-25T09:00', BERLIN, ['2026-10-25T09:00:00+01:00']],
    ['2026-03-29T02:30', SEOUL, ['2026-03-29T02:30:00+09:00']],
    ['2026-10-25T02:30', SEOUL, ['2026-10-25T02:30:00+09:00']],
    ['2026-12-31T23:59', SEOUL, ['2026-12-31T23:59:00+09:00']],
    ['2026-07-01T09:00', NEW_YORK, ['2026-07-01T09:00:00-04:00']],
    ['2026-07-01T09:00', 'Asia/Kolkata', ['2026-07-01T09:00:00+05:30']],
    ['2026-07-01T09:00', 'UTC', ['2026-07-01T09:00:00+00:00']],
  ])('%s in %s is sent with the offset of its instant', (local, zone, expected) => {
    expect(sent(local, zone)).toEqual(expected);
    expect(readLocal(local, zone)?.skipped).toBe(false);
  });

  it('that occurs twice, because the clocks go back, is both instants, the earlier first', () => {
    expect(sent('2026-10-25T02:30', BERLIN)).toEqual(['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00']);
    expect(sent('2026-11-01T01:30', NEW_YORK)).toEqual(['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00']);
  });

  it('that does not exist, because the clocks go forward, is as much later as they go', () => {
    expect(readLocal('2026-03-29T02:30', BERLIN)?.skipped).toBe(true);
    expect(sent('2026-03-29T02:30', BERLIN)).toEqual(['2026-03-29T03:30:00+02:00']);
    expect(sent('2026-03-08T02:00', NEW_YORK)).toEqual(['2026-03-08T03:00:00-04:00']);
  });

  it.each(['', '2026-03-29', '2026-03-29T', '2026-13-01T09:00', 'tomorrow'])('%j is none', (text) => {
    expect(readLocal(text, BERLIN)).toBeUndefined();
  });

  it('is read to the minute', () => expect(sent('2026-03-28T09:00:30', BERLIN)).toEqual(['2026-03-28T09:00:00+01:00']));

  it('survives the way to an instant and back, in every hour of the two days of change', () => {
    for (const day of ['2026-03-29', '2026-10-25']) {
      const midnight = Date.parse(`${day}T00:00:00Z`);
      for (let hour = -3; hour < 27; hour += 1) {
        const at = midnight + hour * 3_600_000;
        expect(Date.parse(toRfc3339(at, BERLIN))).toBe(at);
        expect(readLocal(toLocal(at, BERLIN), BERLIN)?.instants).toContain(at);
      }
    }
  });
});

describe('A period', () => {
  it('is tomorrow from nine to six at first, also the day before the clocks change', () => {
    expect(tomorrow(Date.parse('2026-03-28T22:30:00Z'), BERLIN)).toEqual({
      from: '2026-03-29T09:00',
      to: '2026-03-29T18:00',
    });
    expect(tomorrow(Date.parse('2026-03-28T23:30:00Z'), BERLIN)).toEqual({
      from: '2026-03-30T09:00',
      to: '2026-03-30T18:00',
    });
    expect(tomorrow(Date.parse('2026-12-30T15:30:00Z'), SEOUL)).toEqual({
      from: '2027-01-01T09:00',
      to: '2027-01-01T18:00',
    });
  });

  it('of the same times lasts an hour less, or more, over a change of the clocks', () => {
    const length = (day: string, next: string): number => {
      const [from, to] = [day, next].map((date) => Date.parse(sent(`${date}T00:00`, BERLIN)[0]!));
      return (to! - from!) / 3_600_000;
    };
    expect([length('2026-03-29', '2026-03-30'), length('2026-10-25', '2026-10-26')]).toEqual([23, 25]);
  });

  it.each([
    [10, 20, 5, undefined],
    [10, 20, 15, 'past'],
    [10, 10, 5, 'order'],
    [20, 10, 5, 'order'],
  ])('from %d to %d at %d has the fault %s', (from, to, now, fault) => {
    expect(periodFault(from, to, now)).toBe(fault);
  });

  it('is moved to the beginning of each free window that is long enough', () => {
    const period = periodOf(Date.parse('2026-10-24T07:00:00Z'), Date.parse('2026-10-24T16:00:00Z'), BERLIN);
    const windows = [
      { from: '2026-10-24T18:00:00.000Z', to: '2026-10-25T02:59:00.000Z' },
      { from: '2026-10-25T00:00:00.000Z', to: '2026-10-25T09:00:00.000Z' },
      { from: '2026-10-26T00:00:00.000Z', to: '2026-11-20T00:00:00.000Z' },
    ];
    expect(fitInto(windows, period, BERLIN)).toEqual([
      { from: '2026-10-25T02:00:00+02:00', to: '2026-10-25T10:00:00+01:00' },
      { from: '2026-10-26T01:00:00+01:00', to: '2026-10-26T10:00:00+01:00' },
    ]);
  });

  it('is shown with its day once when it begins and ends on it', () => {
    const period = { from: '2026-11-30T08:00:00Z', to: '2026-11-30T17:00:00Z' };
    expect(formatPeriod(period, 'en', BERLIN)).toMatch(/Mon, Nov 30, 09:00\s–\s18:00/);
    expect(formatPeriod(period, 'ko', SEOUL)).toMatch(/11월 30일.*17:00.*12월 1일.*02:00/);
  });
});
