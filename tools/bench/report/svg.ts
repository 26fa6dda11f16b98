export interface Series {
  label: string;
  color: string;
  dashed?: boolean;
  points: [x: number, y: number][];
}

export interface Chart {
  title: string;
  x: string;
  y: string;
  logX?: boolean;
  logY?: boolean;
  series: Series[];
}

const WIDTH = 460;
const HEIGHT = 300;
const LEFT = 58;
const RIGHT = 14;
const TOP = 34;
const BOTTOM = 44;

interface Axis {
  place(value: number): number;
  ticks: number[];
}

function step(range: number): number {
  const raw = range / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
}

function axis(values: number[], log: boolean, from: number, to: number): Axis {
  const max = Math.max(...values);
  if (log) {
    const low = Math.floor(Math.log10(Math.max(1e-3, Math.min(...values))));
    const high = Math.max(low + 1, Math.ceil(Math.log10(max)));
    const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
    return { ticks, place: (v) => from + ((Math.log10(Math.max(v, 10 ** low)) - low) / (high - low)) * (to - from) };
  }
  const size = step(max || 1);
  const count = Math.ceil((max || 1) / size);
  const ticks = Array.from({ length: count + 1 }, (_, i) => i * size);
  return { ticks, place: (v) => from + (v / (count * size)) * (to - from) };
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const tick = (value: number): string =>
  value >= 10_000 ? `${Number((value / 1_000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));

function label(x: number, y: number, text: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escape(text)}</text>`;
}

function panel({ title, x, y, logX, logY, series }: Chart): string {
  const all = series.flatMap(({ points }) => points);
  const xs = axis(
    all.map(([v]) => v),
    logX ?? false,
    LEFT,
    WIDTH - RIGHT,
  );
  const ys = axis(
    all.map(([, v]) => v),
    logY ?? false,
    HEIGHT - BOTTOM,
    TOP,
  );
  const grid = [
    ...ys.ticks.map(
      (v) =>
        `<path class="grid" d="M${LEFT} ${ys.place(v).toFixed(1)}H${WIDTH - RIGHT}"/>${label(LEFT - 6, ys.place(v) + 4, tick(v), 'text-anchor="end"')}`,
    ),
    ...xs.ticks.map((v) => label(xs.place(v), HEIGHT - BOTTOM + 16, tick(v), 'text-anchor="middle"')),
  ];
  const lines = series.map(({ label: name, color, dashed, points }, i) => {
    const path = points
      .map(([px, py], n) => `${n ? 'L' : 'M'}${xs.place(px).toFixed(1)} ${ys.place(py).toFixed(1)}`)
      .join('');
    const dots = points
      .map(
        ([px, py]) =>
          `<circle cx="${xs.place(px).toFixed(1)}" cy="${ys.place(py).toFixed(1)}" r="2.5" fill="${color}"/>`,
      )
      .join('');
    const stroke = `stroke="${color}" stroke-width="2" fill="none"${dashed ? ' stroke-dasharray="5 4"' : ''}`;
    const key = `<path d="M${LEFT + 10} ${TOP + 10 + i * 15}h18" ${stroke}/>${label(LEFT + 34, TOP + 14 + i * 15, name)}`;
    return `<path d="${path}" ${stroke}/>${dots}${key}`;
  });
  const titles = [
    label(LEFT, 18, title, 'class="title"'),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x, 'text-anchor="middle"'),
    label(
      14,
      (TOP + HEIGHT - BOTTOM) / 2,
      y,
      `text-anchor="middle" transform="rotate(-90 14 ${(TOP + HEIGHT - BOTTOM) / 2})"`,
    ),
  ];
  return [...grid, ...lines, ...titles].join('\n');
}

/** Places the charts side by side in one SVG document; charts without points are left out. */
export function svg(charts: Chart[]): string {
  const drawn = charts.map((chart) => ({ ...chart, series: chart.series.filter(({ points }) => points.length > 0) }));
  const shown = drawn.filter(({ series }) => series.length > 0);
  const panels = shown.map((chart, i) => `<g transform="translate(${i * WIDTH} 0)">${panel(chart)}</g>`).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(1, shown.length) * WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11" fill="#333">
<style>.grid{stroke:#ddd}.title{font-size:13px;font-weight:600}</style>
<rect width="100%" height="100%" fill="#fff"/>
${panels}
</svg>
`;
}
