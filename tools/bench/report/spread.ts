import { median } from '../load/stats.ts';
import type { Figures } from '../measures/measure.ts';

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

/** The median of each figure over the runs that have it. */
export function mediansOf(runs: readonly Figures[]): Figures {
  const names = new Set(runs.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    [...names].map((name) => [name, spreadOf(runs.map((figures) => figures[name]))?.median ?? NaN]),
  );
}
