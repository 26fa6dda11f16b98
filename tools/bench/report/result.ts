import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from '../run.ts';
import type { Profile } from '../systems/system.ts';
import type { RunFigures } from './lines.ts';
import { plots } from './plots.ts';
import { mediansOf } from './spread.ts';

const RESULTS = join(import.meta.dirname, '..', 'results');

/** One run of both systems. */
export interface Run {
  /** When it ended. */
  at: string;
  /** The load of the machine before it, over one minute. */
  loadBefore: number;
  floor: Findings;
  project: Findings;
}

/** The content of `results/<profile>.json`. */
export interface Result {
  profile: Profile;
  quick: boolean;
  machine: { cores: number; node: string; platform: string };
  runs: Run[];
}

/** The figures of each run, without the faults. */
export function figuresOf({ runs }: Result): RunFigures[] {
  return runs.map(({ floor, project }) => ({ floor: floor.figures, project: project.figures }));
}

/** @throws {Error} when the profile has no result */
export function readResult(profile: Profile): Result {
  return JSON.parse(readFileSync(join(RESULTS, `${profile}.json`), 'utf8')) as Result;
}

/**
 * Writes the figures and their plots.
 * @param whole only a complete result replaces the one that is committed
 */
export function writeResult(result: Result, whole: boolean): void {
  const file = join(RESULTS, `${result.profile}${whole ? '' : '.partial'}`);
  const runs = figuresOf(result);
  writeFileSync(`${file}.json`, `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(
    `${file}.svg`,
    plots({ floor: mediansOf(runs.map(({ floor }) => floor)), project: mediansOf(runs.map(({ project }) => project)) }),
  );
}
