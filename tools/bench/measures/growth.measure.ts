import { awaitShipped } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import type { System } from '../systems/system.ts';
import { place, sound, turns, type Context, type Figures, type Measure } from './measure.ts';

export const SIZES = [1_000, 100_000, 1_000_000];

/**
 * Orders per second with few stored orders and with a million. The rows are copies of real orders, inserted directly. The embedded systems
 * run at the same time and are measured in turns, so that the number of orders is all that differs: not the age of the processes or the
 * machine. On servers they would share one topic, so there it is one system that grows.
 */
export const growth: Measure = {
  name: 'growth',
  ownData: true,
  run: (context: Context): Promise<Figures> =>
    context.system.profile === 'embedded' ? sideBySide(context) : oneThatGrows(context),
};

async function sideBySide(context: Context): Promise<Figures> {
  const systems: System[] = [];
  for (const size of sizes(context.quick)) systems.push(await filled(context, size));
  const rounds = (await inTurns(context, systems)).map((round) => round.map(({ rate }) => rate));
  return figuresOf(
    SIZES.map((_, i) => median(rounds.map((round) => round[i] ?? NaN))),
    median(rounds.map((round) => (round.at(-1) ?? NaN) / (round[0] ?? NaN))),
  );
}

async function oneThatGrows(context: Context): Promise<Figures> {
  const [first = 0, ...others] = sizes(context.quick);
  const system = await context.another(1);
  let stored = await place(context, system, first);
  const rates: number[] = [];
  for (const size of [first, ...others]) {
    if (size > first) await system.grow(stored, size);
    await system.start();
    const rounds = (await inTurns(context, [system])).flat();
    await system.stop();
    rates.push(median(rounds.map(({ rate }) => rate)));
    stored = rounds.at(-1)?.lastId ?? NaN;
  }
  return figuresOf(rates, (rates.at(-1) ?? NaN) / (rates[0] ?? NaN));
}

const sizes = (quick: boolean): number[] => SIZES.map((size) => (quick ? size / 50 : size));

const figuresOf = (rates: readonly number[], ratio: number): Figures => ({
  ...Object.fromEntries(SIZES.map((size, i) => [`growth.${size}`, rates[i] ?? NaN])),
  growth: ratio,
});

/** A system that runs, with so many orders stored. */
async function filled(context: Context, orders: number): Promise<System> {
  const system = await context.another(1);
  const first = Math.min(orders, SIZES[0] ?? 0);
  const placed = await place(context, system, first);
  if (orders > first) await system.grow(placed, orders);
  await system.start();
  return system;
}

interface Round {
  readonly rate: number;
  readonly lastId: number;
}

/** Several rounds; each measures all systems, one after the other. */
async function inTurns(context: Context, systems: readonly System[]): Promise<Round[][]> {
  const { quick } = context;
  const { rounds: count, seconds } = turns(quick);
  for (const system of systems) await roundOf(context, system, quick ? 1 : 12);
  const rounds: Round[][] = [];
  while (rounds.length < count) {
    const round: Round[] = [];
    for (const system of systems) round.push(await roundOf(context, system, seconds));
    rounds.push(round);
    context.note(round.map(({ rate, lastId }) => `${rate.toFixed(0)} orders/s up to order ${lastId}`).join(', '));
  }
  return rounds;
}

/** One round of a system; the next one starts when its orders are shipped. */
async function roundOf({ load }: Context, system: System, seconds: number): Promise<Round> {
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16, seconds } as const;
  const { perSecond, lastId } = sound(await load.run(job));
  await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
  return { rate: perSecond, lastId };
}
