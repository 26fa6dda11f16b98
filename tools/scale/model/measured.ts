import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const bench = read('bench/results/services.json') as { at: string; project: Figures; machine: { cores: number } };
  return { costs, bench: bench.project, costsAt: costs.at, benchAt: bench.at, cores: bench.machine.cores };
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
