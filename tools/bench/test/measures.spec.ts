import { afterEach, describe, expect, it } from '@jest/globals';
import { bookings } from '../measures/bookings.measure.ts';
import { calendar } from '../measures/calendar.measure.ts';
import { growth } from '../measures/growth.measure.ts';
import type { Figures, Measure } from '../measures/measure.ts';
import { models } from '../measures/models.measure.ts';
import { rebuild } from '../measures/rebuild.measure.ts';
import { young } from '../measures/young.measure.ts';
import { StubContext } from './stub-context.ts';

const HOUR_MS = 3_600_000;
let context: StubContext;

afterEach(() => context.close());

async function figuresOf(measure: Measure, setting: Parameters<typeof StubContext.create>[0]): Promise<Figures> {
  context = await StubContext.create(setting);
  return measure.run(context);
}

describe('The measure of young processes', () => {
  it('measures the first orders apart from the rates of older processes', async () => {
    const figures = await figuresOf(young, {
      delays: [({ path, count }) => (path !== '/orders' ? 0 : count <= 100 ? 60 : 5)],
    });

    expect(figures['first.p99']).toBeGreaterThanOrEqual(55);
    expect(figures['first']).toBeLessThan(16 / 0.055);
    expect(figures['after10']).toBeGreaterThan(1.5 * figures['first']!);
    expect(figures['after60']).toBeGreaterThan(1.5 * figures['first']!);
  });

  it('starts the system as its user does, and sends nothing before the first order but the stock', async () => {
    await figuresOf(young, {});
    expect(context.systems[0]!.steps.slice(0, 3)).toEqual(['launch', 'restock', 'end']);
    expect(context.jobs[0]).toMatchObject({ connections: 16, orders: 100 });
  });

  it('waits for the age, counted from ready', async () => {
    await figuresOf(young, {});
    const seconds = context.jobs.slice(1).map((job) => job.seconds);
    // Older than half a second, a second of measurement, older than three seconds, a second of measurement.
    expect(seconds[1]).toBe(1);
    expect(seconds[0]! + seconds[2]!).toBeGreaterThan(1);
    expect(seconds[0]! + seconds[2]!).toBeLessThan(2);
  });

  it('fails when the stored data breaks a promise', async () => {
    await expect(figuresOf(young, { faults: ['an order without a payment'] })).rejects.toThrow('without a payment');
  });
});

describe('The measure of one model', () => {
  it('sees that orders of one model wait in line', async () => {
    const delays = [({ body }: { body: Record<string, string> }) => (body['productId'] === '1001' ? 40 : 5)];
    const figures = await figuresOf(models, { delays });

    expect(figures['models']).toBeLessThan(0.6);
    expect(context.systems[0]!.steps).toContain('addModels 10');
    const many = new Set(context.systems[0]!.shop.received.map(({ body }) => body['productId']));
    expect(many).toContain('bench-9');
    expect(many).not.toContain('bench-10');
  });

  it('is 1 when they do not', async () => {
    const figures = await figuresOf(models, { delays: [() => 20] });
    expect(figures['models']).toBeGreaterThan(0.7);
    expect(figures['models']).toBeLessThan(1.4);
  });
});

describe('The measure of bookings', () => {
  it('compares bookings with instant orders, and extensions with bookings', async () => {
    const delays = [
      ({ path, body }: { path: string; body: Record<string, string> }) =>
        path.endsWith('/extensions') ? 100 : body['from'] === undefined ? 10 : 30,
    ];
    const figures = await figuresOf(bookings, { delays });
    expect(figures['bookings']).toBeLessThan(0.7);
    expect(figures['extensions']).toBeLessThan(0.7);
    expect(figures['extensions.perSecond']).toBeLessThan(figures['bookings.perSecond']!);
  });

  it('extends each booking of a round once, by an hour', async () => {
    await figuresOf(bookings, { delays: [() => 20] });
    const { received } = context.systems[0]!.shop;
    const booked = received.filter(({ body }) => body['from'] !== undefined);
    const extended = received.filter(({ path }) => path.endsWith('/extensions'));
    expect(extended).toHaveLength(booked.length);
    const ends = (list: typeof received): number[] => list.map(({ body }) => Date.parse(body['to']!)).sort();
    expect(ends(extended)).toEqual(ends(booked).map((end) => end + HOUR_MS));
  });

  it('fails when the stored data breaks a promise', async () => {
    await expect(figuresOf(bookings, { faults: ['two have the vehicle'] })).rejects.toThrow('two have the vehicle');
  });

  it('has no figure for the floor', async () => {
    expect(await figuresOf(bookings, { name: 'floor' })).toEqual({});
  });
});

describe('The measure of the calendar', () => {
  it('compares two systems that run at the same time', async () => {
    const slow = 40;
    const figures = await figuresOf(calendar, { delays: [() => 10, () => slow] });
    expect(figures['calendar']).toBeLessThan(0.6);
    expect(figures['calendar.perSecond']).toBeLessThan((16 * 1_000) / slow);
    expect(context.systems.map(({ steps }) => steps.find((step) => step.startsWith('occupy')))).toEqual([
      'occupy 0 100',
      'occupy 0 100000',
    ]);
    expect(context.systems.map(({ steps }) => steps.at(-1))).toEqual(['start', 'start']);
  });

  it('has no figure for the floor, and none on servers', async () => {
    expect(await figuresOf(calendar, { name: 'floor' })).toEqual({});
    await context.close();
    expect(await figuresOf(calendar, { profile: 'services' })).toEqual({});
  });
});

describe('The measure of stored orders', () => {
  it('compares systems that run at the same time', async () => {
    const figures = await figuresOf(growth, { delays: [() => 10, () => 10, () => 40] });
    expect(figures['growth']).toBeLessThan(0.6);
    expect(figures['growth.1000000']).toBeLessThan(16 / 0.04);
    expect(figures['growth.100000']).toBeGreaterThan(16 / 0.04);
    expect(context.systems.map(({ steps }) => steps.filter((step) => step.startsWith('grow')))).toEqual([
      [],
      [expect.stringMatching(/^grow \d+ 2000$/)],
      [expect.stringMatching(/^grow \d+ 20000$/)],
    ]);
    expect(context.systems.map(({ steps }) => steps.at(-1))).toEqual(['start', 'start', 'start']);
  });

  it('lets one system grow on servers, where several would share a topic', async () => {
    const isLarge = (): boolean => context.systems[0]!.steps.some((step) => /^grow \d+ 20000$/.test(step));
    const figures = await figuresOf(growth, { profile: 'services', delays: [() => (isLarge() ? 40 : 10)] });
    expect(figures['growth']).toBeLessThan(0.6);
    expect(figures['growth.100000']).toBeGreaterThan(16 / 0.04);
    expect(context.systems).toHaveLength(1);
    expect(context.systems[0]!.steps.filter((step) => !step.startsWith('restock'))).toEqual([
      ...['start', 'stop', 'start', 'stop'],
      ...[expect.stringMatching(/^grow \d+ 2000$/), 'start', 'stop'],
      ...[expect.stringMatching(/^grow \d+ 20000$/), 'start', 'stop'],
    ]);
  });
});

describe('The measure of the rebuild', () => {
  it('places its own orders when the log has none', async () => {
    await figuresOf(rebuild, {});
    expect(context.jobs.map((job) => job.kind === 'closed' && job.orders)).toEqual([1_000]);
    expect(context.system.steps).toEqual(['start', 'restock', 'stop', 'rebuild']);
  });

  it('uses the orders of the catch-up', async () => {
    context = await StubContext.create();
    context.figures['catchUp'] = 8_000;
    await rebuild.run(context);
    expect(context.jobs).toEqual([]);
    expect(context.system.steps).toEqual(['rebuild']);
  });
});
