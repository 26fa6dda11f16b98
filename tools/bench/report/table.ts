import type { Line } from './lines.ts';
import { METRICS } from './metrics.ts';
import type { Spread } from './spread.ts';

const DIGITS: ReadonlyMap<string, number> = new Map(METRICS.map(({ name, digits }) => [name, digits]));

/** A Markdown table. With several runs a cell contains the median, and in brackets the least and the largest figure. */
export function table(rows: readonly Line[]): string {
  const all = [['measure', 'floor', 'project', 'ratio', 'goal', ''], ...rows.map(cells)];
  const widths = (all[0] ?? []).map((_, i) => Math.max(3, ...all.map((row) => (row[i] ?? '').length)));
  const format = (row: string[]): string =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [format(all[0] ?? []), rule, ...all.slice(1).map(format)].join('\n');
}

function cells(row: Line): string[] {
  const digits = DIGITS.get(row.metric) ?? 0;
  const unit = row.unit === '/s' ? '' : row.unit;
  return [
    row.label,
    cell(row.floor, digits, unit),
    cell(row.project, digits, unit),
    cell(row.ratio, 2, ''),
    row.goal,
    verdict(row.held),
  ];
}

function cell(spread: Spread | undefined, digits: number, unit: string): string {
  if (spread === undefined) return '–';
  const { median, least, most } = spread;
  const shown = number(median, digits) + (unit && ` ${unit}`);
  return least === most ? shown : `${shown} (${number(least, digits)}–${number(most, digits)})`;
}

function number(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A goal that one of several runs missed is missed. */
function verdict(held: Line['held']): string {
  if (held === undefined) return '';
  if (held.runs === held.of) return 'pass';
  return held.of === 1 ? 'MISS' : `MISS (held in ${held.runs} of ${held.of})`;
}
