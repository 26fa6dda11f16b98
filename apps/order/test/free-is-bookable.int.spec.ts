import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines } from '@carshare/testing';
import { addVehicles } from './fleet.js';
import { GbfsFeeds } from './gbfs-feeds.js';
import { OrderService } from './order-service.js';
import { QuietFleet } from './quiet-fleet.js';
import { randomOf } from './random-client.js';

/** How many periods are asked for and then booked: 2,000 before a release. */
const CHECKS = Number(process.env['FEED_CHECKS'] ?? 150);
const CHECKS_PER_MOMENT = 15;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LONGEST_HOURS = 48;
const HORIZON_DAYS = 10;

interface Window {
  from: number;
  to: number;
}

describe.each(engines('mysql'))('On $name, at quiet moments', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine, {
      BOOKING_LEAD_MINUTES: '30',
      BOOKING_TURNAROUND_MINUTES: '45',
      BOOKING_MAX_DAYS: String(LONGEST_HOURS / 24),
      BOOKING_HORIZON_DAYS: String(HORIZON_DAYS),
    });
    await addVehicles(shop, 4);
  });
  afterAll(() => shop.stop());

  /** The windows of all vehicles, by the feed and by the API. */
  async function windows(): Promise<[Window[], Window[]]> {
    const feeds = await GbfsFeeds.read(shop);
    expect(feeds.faults()).toEqual([]);
    const published = feeds.rows('vehicle_availability', 'vehicles').flatMap((vehicle) => vehicle['availabilities']);
    const to = new Date(Date.now() + (HORIZON_DAYS + 1) * 24 * HOUR_MS).toISOString();
    const { body } = await shop.service.get(
      `/cars/1001/availability?from=${new Date(0).toISOString()}&to=${minute(to)}`,
    );
    return [
      (published as { from: string; until: string }[]).map(({ from, until }) => parsed(from, until)),
      (body['windows'] as { from: string; to: string }[]).map((window) => parsed(window.from, window.to)),
    ];
  }

  /** A period that can be booked at all; many begin or end a minute before or after a window does. */
  function period(random: () => number, known: readonly Window[]): Window {
    const soonest = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + 35 * MINUTE_MS;
    const latest = soonest + (HORIZON_DAYS * 24 - 2) * HOUR_MS;
    const window = known[Math.floor(random() * known.length)];
    const jitter = (Math.floor(random() * 3) - 1) * MINUTE_MS;
    const anywhere = soonest + Math.floor(random() * HORIZON_DAYS * 24 * 60) * MINUTE_MS;
    const isAtEdge = window !== undefined && random() < 0.6;
    const from = Math.max(soonest, isAtEdge && random() < 0.5 ? window.from + jitter : anywhere);
    const end = isAtEdge ? window.to + jitter : from + HOUR_MS + Math.floor(random() * 20 * 60) * MINUTE_MS;
    const to = Math.min(Math.max(end, from + HOUR_MS), from + LONGEST_HOURS * HOUR_MS, latest);
    return { from: Math.min(from, to - HOUR_MS), to };
  }

  it(`what the feed and the API call free can be booked, and nothing else, ${CHECKS} times`, async () => {
    const seed = Number(process.env['RANDOM_SEED'] ?? Date.now() % 1_000_000);
    const random = randomOf(seed);
    const fleet = new QuietFleet(shop, random);
    const answers = { free: 0, taken: 0 };
    for (let check = 0; check < CHECKS; check += 1) {
      if (check % CHECKS_PER_MOMENT === 0) await fleet.change();
      const [published, answered] = await windows();
      const { from, to } = period(random, published);
      const isWithin = (window: Window): boolean => window.from <= from && to <= window.to;
      const asked = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const { status, body } = await shop.service.post('/orders', { productId: '1001', qty: 1, ...asked });
      expect([seed, check, asked, published.some(isWithin), answered.some(isWithin), body['code']]).toEqual([
        seed,
        check,
        asked,
        status === 201,
        status === 201,
        status === 201 ? undefined : 'car.not_available',
      ]);
      answers[status === 201 ? 'free' : 'taken'] += 1;
      if (status === 201) fleet.booked(Number(body['id']));
    }
    if (process.env['FEED_CHECKS']) {
      console.log(engine.name, `seed ${seed}`, answers, Object.fromEntries(fleet.changes));
    }
    // Checks that all had one answer would prove nothing.
    expect(Math.min(answers.free, answers.taken)).toBeGreaterThan(CHECKS / 10);
  }, 1_800_000);
});

function parsed(from: string, to: string): Window {
  return { from: Date.parse(from), to: Date.parse(to) };
}

/** The API takes whole minutes. */
function minute(time: string): string {
  return `${time.slice(0, 16)}:00Z`;
}
