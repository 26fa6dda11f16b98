import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResult } from '../../bench/report/result.ts';
import { mediansOf } from '../../bench/report/spread.ts';

/** Figures by name; the unit of each is in the command that measures it. */
export type Figures = Record<string, number>;

/** The figures of this model, of which each has one source. */
export interface Measured {
  /** `npx nx measure scale`: counts, bytes and CPU of services and servers. */
  costs: Record<Phase, Figures> & { stockRow?: Figures; relaySpeed?: Figures; stored?: Stored };
  /** `npm run bench -- --services`: rates, latencies and CPU of a quiet machine. */
  bench: Figures;
  costsAt: string;
  benchAt: string;
  cores: number;
}

export type Phase = 'idle' | 'orders' | 'bookings' | 'lives' | 'streams';

/** What the measured orders left behind. */
export interface Stored {
  orders: number;
  events: Record<string, { events: number; bytes: number }>;
  bytesPerOrder: Record<string, number>;
}

const TOOLS = join(import.meta.dirname, '../..');

/** Reads the figures from the files that the two commands write. */
export function readMeasured(): Measured {
  const costs = read('scale/costs.json') as Measured['costs'] & { at: string };
  const { runs, machine } = readResult('services');
  const bench = mediansOf(runs.map(({ project }) => project.figures));
  return { costs, bench, costsAt: costs.at, benchAt: runs.at(-1)?.at ?? '', cores: machine.cores };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(TOOLS, file), 'utf8')) as unknown;
}

/**
 * The figure of a name.
 * @throws {Error} when it was not measured
 */
export function figure(figures: Figures, name: string): number {
  const value = figures[name];
  if (value === undefined || !Number.isFinite(value)) throw new Error(`no figure ${name} was measured`);
  return value;
}
