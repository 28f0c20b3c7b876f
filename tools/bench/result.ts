import { median } from '../../harness/median.ts';
import type { MachineFacts, MachineLoad } from './machine.ts';
import type { Figure, Goal, Sample, Statistic } from './measurement.ts';
import { exponent, leastSquares, percentile } from './statistics.ts';

/** A figure with what was measured. */
export interface FigureResult extends Figure {
  key: string;
  samples: readonly Sample[];
  /** Each goal with what was reached. */
  judged: readonly JudgedGoal[];
}

export interface JudgedGoal extends Goal {
  reached: number;
  met: boolean;
}

/** A measurement as it went, with the machine around it. */
export interface MeasurementResult {
  name: string;
  what: string;
  at: string;
  ms: number;
  rounds: number;
  nomad: string;
  machine: MachineFacts;
  before: MachineLoad;
  after: MachineLoad;
  figures: readonly FigureResult[];
  /** Why it did not come to its end. */
  error?: string;
}

/** What the bench writes: `bench.json`. */
export interface BenchResult {
  measurements: readonly MeasurementResult[];
}

/** A statistic of samples, of those of one size when one is given. NaN without samples. */
export function statistic(of: Statistic, samples: readonly Sample[], at?: number): number {
  const own = at === undefined ? samples : samples.filter((sample) => sample.at === at);
  const values = own.map(({ value }) => value);
  if (values.length === 0) return Number.NaN;
  const points = own.map((sample) => ({ x: sample.at ?? Number.NaN, y: sample.value }));
  switch (of) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'median':
      return median(values);
    case 'p99':
      return percentile(values, 99);
    case 'exponent':
      return exponent(points);
    case 'slope':
      return leastSquares(points).slope;
  }
}

/** Judges a figure's goals. A goal that nothing was measured for is missed. */
export function judged(figure: Figure, samples: readonly Sample[]): JudgedGoal[] {
  return (figure.goals ?? []).map((goal) => {
    const reached = statistic(goal.of, samples, goal.at);
    const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = goal;
    return { ...goal, reached, met: reached <= atMost && reached >= atLeast };
  });
}

/** Newer results in the place of older ones of the same name, the others kept. */
export function renewed(old: BenchResult, newer: BenchResult): BenchResult {
  const names = new Set(newer.measurements.map(({ name }) => name));
  const kept = old.measurements.filter(({ name }) => !names.has(name));
  return { measurements: [...kept, ...newer.measurements] };
}
