import { describe, expect, it } from '@jest/globals';
import { areRates, HOUR_MS, timePrice, type TimeRates } from './time-price.js';

const MINUTE_MS = 60_000;
const RATES: TimeRates = { perDay: 4900, perHour: 800, minHours: 1 };
const price = (ms: number, rates = RATES): number => timePrice(ms, rates).amount;

/** Mulberry32: the same periods in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Prices with D ≤ 24·H, among them both bounds, and minimum hours. */
function ratesFrom(next: () => number): TimeRates {
  const perHour = 1 + Math.floor(next() * 2_000);
  const bound = next();
  const perDay = bound < 0.2 ? 24 * perHour : bound < 0.3 ? 1 : 1 + Math.floor(next() * 24 * perHour);
  return { perHour, perDay, minHours: 1 + Math.floor(next() * 24) };
}

describe('The price of a booking', () => {
  it.each<[string, number, object]>([
    ['one minute', MINUTE_MS, { lines: [{ unit: 'hour', quantity: 1, unitPrice: 800, amount: 800 }], amount: 800 }],
    ['an hour', HOUR_MS, { amount: 800 }],
    ['an hour and a minute', HOUR_MS + MINUTE_MS, { amount: 1600 }],
    ['6 hours', 6 * HOUR_MS, { amount: 4800 }],
    [
      '7 hours, which cost more than a day',
      7 * HOUR_MS,
      { lines: [{ unit: 'day', quantity: 1, unitPrice: 4900, amount: 4900 }], amount: 4900 },
    ],
    ['24 hours', 24 * HOUR_MS, { lines: [{ unit: 'day', quantity: 1, unitPrice: 4900, amount: 4900 }], amount: 4900 }],
    [
      '26 hours',
      26 * HOUR_MS,
      {
        lines: [
          { unit: 'day', quantity: 1, unitPrice: 4900, amount: 4900 },
          { unit: 'hour', quantity: 2, unitPrice: 800, amount: 1600 },
        ],
        amount: 6500,
      },
    ],
    ['2 days less a minute', 48 * HOUR_MS - MINUTE_MS, { amount: 9800 }],
  ])('of %s', (_title, ms, expected) => {
    expect(timePrice(ms, RATES)).toMatchObject(expected);
  });

  it('is charged for the minimum hours at least, and for them only in a booking that is shorter', () => {
    const rates = { ...RATES, perHour: 300, minHours: 3 };
    expect([price(HOUR_MS, rates), price(3 * HOUR_MS, rates), price(25 * HOUR_MS, rates)]).toEqual([900, 900, 5200]);
  });

  it('never falls when the period grows', () => {
    const next = random(1);
    for (let round = 0; round < 300; round += 1) {
      const rates = ratesFrom(next);
      let before = 0;
      for (let ms = MINUTE_MS; ms <= 80 * HOUR_MS; ms += 20 * MINUTE_MS) {
        const amount = price(ms, rates);
        if (amount < before) throw new Error(`${JSON.stringify(rates)}: less for ${ms / HOUR_MS} h than before`);
        before = amount;
      }
    }
  });

  it('is never lower for two parts than for the whole', () => {
    const next = random(2);
    for (let pair = 0; pair < 20_000; pair += 1) {
      const rates = ratesFrom(next);
      const [first, second] = [1, 2].map(() => MINUTE_MS * (1 + Math.floor(next() * 4_320))) as [number, number];
      const split = price(first, rates) + price(second, rates);
      if (split < price(first + second, rates)) {
        throw new Error(`${JSON.stringify(rates)}: ${first / HOUR_MS} h and ${second / HOUR_MS} h cost ${split}`);
      }
    }
  });

  it('consists of its lines', () => {
    const next = random(3);
    for (let round = 0; round < 2_000; round += 1) {
      const { lines, amount } = timePrice(MINUTE_MS * (1 + Math.floor(next() * 20_000)), ratesFrom(next));
      expect(lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0)).toBe(amount);
    }
  });
});

it.each([
  [800, 4900, true],
  [800, 19_200, true],
  [800, 19_201, false],
])('%i for an hour and %i for a day are prices: %s', (perHour, perDay, expected) => {
  expect(areRates({ perHour, perDay })).toBe(expected);
});

/** What a clock in the zone shows, as epoch milliseconds of UTC. */
function wallClock(instant: number, zone: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(zone.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute);
}

const zoneOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });

describe.each([
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 1],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', -1],
  ['Asia/Seoul', '2026-03-29T01:00:00Z', 0],
  ['Asia/Seoul', '2026-10-25T01:00:00Z', 0],
])('In %s, the price of a period across %s', (timeZone, change, shift) => {
  const zone = zoneOf(timeZone);
  const at = Date.parse(change);
  const next = random(at + shift);

  it('is that of the same elapsed time a week later, for 10,000 pairs of periods', () => {
    let shown = 0;
    for (let pair = 0; pair < 10_000; pair += 1) {
      const rates = ratesFrom(next);
      const from = at - MINUTE_MS * (1 + Math.floor(next() * 4_320));
      const to = at + MINUTE_MS * (1 + Math.floor(next() * 4_320));
      const later = 7 * 24 * HOUR_MS;
      const across = new Date(to).getTime() - new Date(from).getTime();
      const besides = new Date(to + later).getTime() - new Date(from + later).getTime();
      if (price(across, rates) !== price(besides, rates)) throw new Error(`${from} to ${to} has two prices`);
      // The clock on the wall shows another duration: proof that the period spans the change of this zone.
      if (wallClock(to, zone) - wallClock(from, zone) - across === shift * HOUR_MS) shown += 1;
    }
    expect(shown).toBe(10_000);
  });
});
