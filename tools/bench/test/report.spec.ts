import { describe, expect, it } from '@jest/globals';
import { lines, type RunFigures } from '../report/lines.ts';
import { METRICS } from '../report/metrics.ts';
import { withSection, writePages } from '../report/performance.ts';
import { spreadOf } from '../report/spread.ts';
import { table } from '../report/table.ts';

const run = (floor: number, project: number): RunFigures => ({
  floor: { after10: floor },
  project: { after10: project },
});

function cellsOf(runs: RunFigures[], profile: 'embedded' | 'services' = 'embedded'): string[] {
  const [row = ''] = table(lines(profile, runs)).split('\n').slice(2);
  return row.split('|').map((cell) => cell.trim());
}

describe('The spread', () => {
  it('is of the runs that have the figure', () => {
    expect(spreadOf([3, undefined, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spreadOf([undefined])).toBeUndefined();
  });
});

describe('The table', () => {
  it('shows the median with the least and the largest figure, and the ratio of each run', () => {
    const [, label, floor, project, ratio, goal, verdict] = cellsOf([
      run(1_000, 700),
      run(2_000, 1_400),
      run(500, 450),
    ]);
    expect(label).toBe('orders/s, 16 connections, 10 s after ready');
    expect([floor, project]).toEqual(['1,000 (500–2,000)', '700 (450–1,400)']);
    expect(ratio).toBe('0.70 (0.70–0.90)');
    expect([goal, verdict]).toEqual(['≥ 0.6×', 'pass']);
  });

  it('shows one figure of one run', () => {
    expect(cellsOf([run(1_000, 500)]).slice(2, 7)).toEqual(['1,000', '500', '0.50', '≥ 0.6×', 'MISS']);
  });

  it('misses a goal that one of several runs misses', () => {
    expect(cellsOf([run(100, 65), run(100, 59), run(100, 61)])[6]).toBe('MISS (held in 2 of 3)');
  });

  it('has the goals of the profile', () => {
    expect(cellsOf([run(100, 65)], 'services').slice(5, 7)).toEqual(['≥ 0.7×', 'MISS']);
  });

  it('holds no goal without its figure', () => {
    const runs = [{ floor: {}, project: { after10: 100 } }];
    expect(cellsOf(runs).slice(2, 7)).toEqual(['–', '100', '–', '≥ 0.6×', '']);
  });

  it('has each metric once', () => {
    const names = METRICS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('The pages', () => {
  it('contain the figures of the results', () => {
    expect(() => writePages(true)).not.toThrow();
  });

  it('keep what is outside of the markers', () => {
    const page = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb';
    expect(withSection(page, 'x', 'new')).toBe('a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nb');
    expect(() => withSection(page, 'y', 'new')).toThrow('lacks the markers');
  });
});
