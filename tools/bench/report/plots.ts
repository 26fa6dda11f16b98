import { SHARES } from '../measures/curve.measure.ts';
import { SIZES } from '../measures/growth.measure.ts';
import type { Figures } from '../measures/measure.ts';
import { svg, type Series } from './svg.ts';

const COLORS = { floor: '#8a8f98', project: '#d6246e' };

export interface Both {
  floor: Figures;
  project: Figures;
}

function curve(figures: Figures, y: string): [number, number][] {
  return SHARES.flatMap((share) => {
    const offered = figures[`curve.${share}.offered`];
    const value = figures[`curve.${share}.${y}`];
    return offered === undefined || value === undefined ? [] : [[offered, value] as [number, number]];
  });
}

function stored(figures: Figures): [number, number][] {
  return SIZES.flatMap((size) => {
    const rate = figures[`growth.${size}`];
    return rate === undefined ? [] : [[size, 1_000 / rate] as [number, number]];
  });
}

/** Orders/s and latency against the offered load, and the cost of an order against the number of stored orders. */
export function plots(both: Both): string {
  const of = (name: 'floor' | 'project', label: string, points: [number, number][], dashed = false): Series => ({
    label: `${name}${label}`,
    color: COLORS[name],
    dashed,
    points,
  });
  return svg([
    {
      title: 'Accepted against offered load',
      x: 'orders/s offered',
      y: 'orders/s accepted',
      series: [of('floor', '', curve(both.floor, 'accepted')), of('project', '', curve(both.project, 'accepted'))],
    },
    {
      title: 'Latency of the answer against offered load',
      x: 'orders/s offered',
      y: 'ms',
      logY: true,
      series: (['floor', 'project'] as const).flatMap((name) => [
        of(name, ', p50', curve(both[name], 'p50'), true),
        of(name, ', p99', curve(both[name], 'p99')),
      ]),
    },
    {
      title: 'Cost of an order against orders stored',
      x: 'orders stored',
      y: 'ms per order',
      logX: true,
      series: [of('floor', '', stored(both.floor)), of('project', '', stored(both.project))],
    },
  ]);
}
