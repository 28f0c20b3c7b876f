import { markdownTable } from '../../harness/text.ts';
import {
  type BenchResult,
  type FigureResult,
  type JudgedGoal,
  type MeasurementResult,
  statistic,
} from './result.ts';

const begin = '<!-- written by `npx nomad-e2e bench --renew` -->';
const end = '<!-- end of the bench -->';

/** The page with its table of the bench made anew. @throws Error when its two marks are not there */
export function withBenchTable(page: string, result: BenchResult): string {
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`docs/benchmarks.md has no ${begin} … ${end}`);
  return `${before}${begin}\n\n${benchTable(result)}\n\n${end}${after}`;
}

/** What was measured as a markdown table, then on which machine, then what did not come to its end. */
export function benchTable({ measurements }: BenchResult): string {
  const head = ['Measured', 'Unit', 'Least', 'Median', 'Most', 'Goal', 'Reached'];
  const rows = measurements.flatMap((measurement) => [
    [`**${measurement.what}**`, '', '', '', '', '', ''],
    ...measurement.figures.filter(({ detail }) => !detail).map(rowOf),
  ]);
  const notes = measurements.flatMap(({ name, error }) =>
    error === undefined ? [] : [`\`${name}\` did not come to its end: ${error.split('\n')[0]}`],
  );
  return [...markdownTable([head, ...rows]), '', ...machines(measurements), ...notes].join('\n');
}

function rowOf(figure: FigureResult): string[] {
  const { what, unit, samples, judged, per } = figure;
  const largest = Math.max(...samples.map(({ at }) => at ?? Number.NEGATIVE_INFINITY));
  // Samples of several sizes have no common middle: those of the largest size stand for it.
  const at = Number.isFinite(largest) ? largest : undefined;
  const name = at === undefined ? what : `${what}, ${at} ${per ?? ''}`.trim();
  const numbers = (['min', 'median', 'max'] as const).map((of) => shown(statistic(of, samples, at)));
  return [name, unit, ...numbers, judged.map(goalOf).join(', '), judged.map(reachedOf).join(', ')];
}

const names = {
  min: 'least',
  median: 'median',
  max: 'most',
  p99: 'p99',
  exponent: 'power of growth',
  slope: 'slope',
};

function goalOf({ of, atMost, atLeast }: JudgedGoal): string {
  return atMost === undefined ? `${names[of]} ≥ ${atLeast}` : `${names[of]} ≤ ${atMost}`;
}

function reachedOf({ of, reached, met }: JudgedGoal): string {
  // Such as of what a version of Nomad has no event for.
  if (!Number.isFinite(reached)) return 'not measured';
  const told = of === 'median' || of === 'max' || of === 'min' ? '' : ` (${names[of]} ${shown(reached)})`;
  return `${met ? 'met' : 'MISSED'}${told}`;
}

/** Three figures, and never more than the unit's own. */
export function shown(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)));
}

/** One line for each machine, version and number of rounds, with the load that others made. */
function machines(measurements: readonly MeasurementResult[]): string[] {
  const groups = Map.groupBy(measurements, ({ machine, nomad, rounds }) => {
    const { cores, processor, memoryMb, kernel, node } = machine;
    return `Nomad ${nomad}, rounds: ${rounds}. ${cores} cores ${processor}, ${Math.round(memoryMb / 1000)} GB, Linux ${kernel}, Node ${node}`;
  });
  return [...groups].map(([facts, own]) => {
    const loads = own.flatMap(({ before, after }) => [before.load1, after.load1]);
    const days = own.map(({ at }) => at.slice(0, 10)).sort();
    return `${facts}; load average before and after each: ${Math.min(...loads)} to ${Math.max(...loads)} (${days.at(-1)}).`;
  });
}
