import { median } from '../load/stats.ts';

/** A figure of several runs. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** @returns undefined when no run has the figure */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  return { median: median(known), least: Math.min(...known), most: Math.max(...known) };
}
