import type { Figures } from '../measures/measure.ts';
import type { Profile } from '../systems/system.ts';
import { METRICS, type Goal, type Metric } from './metrics.ts';

export interface Line {
  metric: string;
  label: string;
  unit: string;
  floor: number | undefined;
  project: number | undefined;
  ratio: number | undefined;
  goal: string;
  /** undefined when there is no goal or no value. */
  pass: boolean | undefined;
}

function met(goal: Goal, project: number, ratio: number | undefined): boolean | undefined {
  const value = goal.of === 'value' ? project : ratio;
  if (value === undefined) return undefined;
  return value >= (goal.atLeast ?? -Infinity) && value <= (goal.atMost ?? Infinity);
}

function text(goal: Goal, unit: string): string {
  const [sign, bound] = goal.atLeast === undefined ? ['≤', goal.atMost] : ['≥', goal.atLeast];
  return `${sign} ${bound}${goal.of === 'ratio' ? '×' : unit && ` ${unit}`}`;
}

function line(metric: Metric, profile: Profile, floor: Figures, project: Figures): Line {
  const f = floor[metric.name];
  const p = project[metric.name];
  const ratio = f !== undefined && p !== undefined && f !== 0 ? p / f : undefined;
  const goals = metric.goals[profile] ?? [];
  const results = p === undefined ? [] : goals.map((goal) => met(goal, p, ratio));
  const known = results.filter((result) => result !== undefined);
  return {
    metric: metric.name,
    label: metric.label,
    unit: metric.unit,
    floor: f,
    project: p,
    ratio,
    goal: goals.map((goal) => text(goal, metric.unit)).join(', '),
    pass: known.length > 0 ? known.every(Boolean) : undefined,
  };
}

/** The rows with at least one value. */
export function lines(profile: Profile, floor: Figures, project: Figures): Line[] {
  const all = METRICS.map((metric) => line(metric, profile, floor, project));
  return all.filter((row) => row.floor !== undefined || row.project !== undefined);
}

/** A Markdown table. */
export function table(rows: Line[]): string {
  const digits = new Map(METRICS.map(({ name, digits: count }) => [name, count]));
  const number = (value: number | undefined, count: number): string =>
    value === undefined
      ? '–'
      : value.toLocaleString('en-US', { minimumFractionDigits: count, maximumFractionDigits: count });
  const cells = rows.map((row) => {
    const show = (value: number | undefined): string => {
      const shown = number(value, digits.get(row.metric) ?? 0);
      return value !== undefined && row.unit && row.unit !== '/s' ? `${shown} ${row.unit}` : shown;
    };
    const verdict = row.pass === undefined ? '' : row.pass ? 'pass' : 'MISS';
    return [row.label, show(row.floor), show(row.project), number(row.ratio, 2), row.goal, verdict];
  });
  const all = [['measure', 'floor', 'project', 'ratio', 'goal', ''], ...cells];
  const widths = (all[0] ?? []).map((_, i) => Math.max(3, ...all.map((row) => (row[i] ?? '').length)));
  const format = (row: string[]): string =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [format(all[0] ?? []), rule, ...all.slice(1).map(format)].join('\n');
}
