import type { BenchResult, FigureResult } from './result.ts';
import { exponent, median } from './statistics.ts';
import { shown } from './table.ts';

const panel = { width: 250, height: 150, left: 46, right: 24, top: 34, bottom: 26 };
const columns = 3;

const style = `text{font:11px system-ui,sans-serif;fill:#333}.title{font-weight:600}.soft{fill:#667}
.frame{fill:none;stroke:#ccd}.line{fill:none;stroke:#2458c5;stroke-width:2}.sample{fill:#2458c5;fill-opacity:.35}
.linear{stroke:#99a;stroke-dasharray:4 3}.ground{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#ddd}.soft{fill:#99a}.frame{stroke:#445}.ground{fill:#14171c}
.line{stroke:#7aa5ff}.sample{fill:#7aa5ff}}`;

/**
 * A picture (SVG) of all that was measured at several sizes: a panel a figure, both axes logarithmic, with every sample, the
 * medians, and what would be linear as a dashed line. Empty when nothing was.
 */
export function growthPlot({ measurements }: BenchResult): string {
  const figures = measurements.flatMap(({ figures }) => figures.filter((each) => sizesOf(each).length > 1));
  if (figures.length === 0) return '';
  const rows = Math.ceil(figures.length / columns);
  const [width, height] = [columns * panel.width, rows * panel.height];
  const panels = figures.map((figure, n) => {
    const at = `translate(${(n % columns) * panel.width} ${Math.floor(n / columns) * panel.height})`;
    return `<g transform="${at}">${panelOf(figure)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="cost by size">`,
    `<style>${style}</style><rect class="ground" width="${width}" height="${height}"/>`,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panelOf(figure: FigureResult): string {
  const sizes = sizesOf(figure);
  const medians = sizes.map((size) => ({ x: size, y: median(valuesAt(figure, size)) }));
  const values = figure.samples.map(({ value }) => value);
  const x = scale(sizes, panel.left, panel.width - panel.right);
  const y = scale(values, panel.height - panel.bottom, panel.top);
  const [first] = medians;
  const power = exponent(medians);
  const dots = figure.samples.map(({ value, at = 0 }) => circle(x(at), y(value)));
  const path = medians.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(' ');
  const ends = [sizes[0] ?? 0, sizes.at(-1) ?? 0];
  const top = panel.height - panel.bottom - panel.top;
  return [
    `<text class="title" x="8" y="14">${escaped(figure.what.split(',')[0] ?? '')}</text>`,
    `<text class="soft" x="8" y="27">${figure.unit} by ${figure.per ?? 'size'}: power of growth ${shown(power)}</text>`,
    `<rect class="frame" x="${panel.left}" y="${panel.top}" width="${panel.width - panel.left - panel.right}" height="${top}"/>`,
    first ? linear(first, ends[1] ?? 0, { x, y }) : '',
    `<polyline class="line" points="${path}"/>`,
    ...dots,
    ...ends.map(
      (size) => `<text class="soft" text-anchor="middle" x="${round(x(size))}" y="143">${size}</text>`,
    ),
    ...[Math.min(...values), Math.max(...values)].map(
      (value) =>
        `<text class="soft" text-anchor="end" x="42" y="${round(y(value) + 4)}">${shown(value)}</text>`,
    ),
  ].join('');
}

type Scale = (value: number) => number;

/** Where a cost would be that grows with the size, up to the panel's upper edge. */
function linear(first: { x: number; y: number }, largest: number, { x, y }: { x: Scale; y: Scale }): string {
  const slope = y(first.y * Math.E) - y(first.y);
  const most = slope === 0 ? 0 : (panel.top - y(first.y)) / slope;
  const end = first.x * Math.exp(Math.min(Math.max(most, 0), Math.log(largest / first.x)));
  const to = { x: x(end), y: y((first.y * end) / first.x) };
  return `<line class="linear" x1="${round(x(first.x))}" y1="${round(y(first.y))}" x2="${round(to.x)}" y2="${round(to.y)}"/>`;
}

/** Logarithmic, from the least value at `from` to the largest at `to`; a decade at least, so that noise looks like noise. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const [least, largest] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const pad = Math.max(0, Math.LN10 - (largest - least)) / 2;
  const span = largest - least + 2 * pad;
  return (value) => from + ((Math.log(value) - least + pad) / span) * (to - from);
}

const sizesOf = ({ samples }: FigureResult) =>
  [...new Set(samples.flatMap(({ at, value }) => (at !== undefined && value > 0 ? [at] : [])))].sort(
    (a, b) => a - b,
  );
const valuesAt = ({ samples }: FigureResult, size: number) =>
  samples.filter(({ at }) => at === size).map(({ value }) => value);
const circle = (x: number, y: number) => `<circle class="sample" cx="${round(x)}" cy="${round(y)}" r="2.5"/>`;
const round = (value: number) => Math.round(value * 10) / 10;
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
