import type { Figures } from '../measures/measure.ts';
import type { Profile } from '../systems/system.ts';
import { METRICS, type Goal, type Metric } from './metrics.ts';
import { spreadOf, type Spread } from './spread.ts';

/** The figures of one run of both systems. */
export interface RunFigures {
  floor: Figures;
  project: Figures;
}

/** One row of the table. */
export interface Line {
  metric: string;
  label: string;
  unit: string;
  floor: Spread | undefined;
  project: Spread | undefined;
  /** Of project and floor of the same run. */
  ratio: Spread | undefined;
  goal: string;
  /** In how many runs the goal held, of those that measured it; undefined when there is no goal, or no run measured it. */
  held: { runs: number; of: number } | undefined;
}

/** The rows with at least one value. */
export function lines(profile: Profile, runs: readonly RunFigures[]): Line[] {
  const all = METRICS.map((metric) => line(metric, profile, runs));
  return all.filter((row) => row.floor !== undefined || row.project !== undefined);
}

function line(metric: Metric, profile: Profile, runs: readonly RunFigures[]): Line {
  const { name, label, unit } = metric;
  const goals = metric.goals[profile] ?? [];
  const ratios = runs.map((run) => ratioOf(run, name));
  const results = runs.map((run, i) => verdict(goals, run.project[name], ratios[i]));
  const known = results.filter((result) => result !== undefined);
  return {
    metric: name,
    label,
    unit,
    floor: spreadOf(runs.map((run) => run.floor[name])),
    project: spreadOf(runs.map((run) => run.project[name])),
    ratio: spreadOf(ratios),
    goal: goals.map((goal) => text(goal, unit)).join(', '),
    held: known.length > 0 ? { runs: known.filter(Boolean).length, of: known.length } : undefined,
  };
}

function ratioOf({ floor, project }: RunFigures, name: string): number | undefined {
  const [f, p] = [floor[name], project[name]];
  return f !== undefined && p !== undefined && f !== 0 ? p / f : undefined;
}

/** Whether a run met all goals that it measured; undefined when it measured none. */
function verdict(goals: Goal[], project: number | undefined, ratio: number | undefined): boolean | undefined {
  const known = goals.flatMap(({ of, atLeast = -Infinity, atMost = Infinity }) => {
    const value = of === 'value' ? project : ratio;
    return value === undefined ? [] : [value >= atLeast && value <= atMost];
  });
  return known.length > 0 ? known.every(Boolean) : undefined;
}

function text({ of, atLeast, atMost }: Goal, unit: string): string {
  const [sign, bound] = atLeast === undefined ? ['≤', atMost] : ['≥', atLeast];
  return `${sign} ${bound}${of === 'ratio' ? '×' : unit && ` ${unit}`}`;
}
