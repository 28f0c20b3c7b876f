import type { StartedNomadCluster } from '../../harness/cluster/index.ts';
import type { Entry } from '../../harness/evidence/index.ts';

/** What is read out of a figure's samples: `exponent` is the power of the size that it grows with, `slope` what one more costs. */
export type Statistic = 'min' | 'median' | 'max' | 'p99' | 'exponent' | 'slope';

/** Missed when the statistic is beyond a bound. */
export interface Goal {
  of: Statistic;
  atMost?: number;
  atLeast?: number;
  /** Counts samples of this size alone. */
  at?: number;
}

/** One thing that a measurement takes samples of. */
export interface Figure {
  what: string;
  /** `s`, `ms`, `MB`, `%`, `x` */
  unit: string;
  goals?: readonly Goal[];
  /** What the sizes of its samples are, such as `nodes`. */
  per?: string;
  /** Stands in the report page only, not in the table of docs/benchmarks.md. */
  detail?: true;
}

/** One sample; `at` is the size it was taken at, where that is varied. */
export interface Sample {
  value: number;
  at?: number;
}

/** What a measurement works with. */
export interface BenchContext {
  /** How often what is measured is done; a measurement may do more in each. */
  rounds: number;
  /** Path and version of the Nomad binary, for bare processes. */
  binary: string;
  version: string;
  /** Areas or files of suites that stand for all; empty means all. */
  suites: readonly string[];
  /** Aborts at Ctrl-C and at the measurement's time limit. */
  signal: AbortSignal;
  line(text: string): void;
  sample(figure: string, value: number, at?: number): void;
  /** Starts a cluster of node containers, which the caller disposes. */
  startCluster(shape: { servers: 1 | 3; clients: number }): Promise<BenchCluster>;
  /** Runs suites on a cluster of their own, or the files of absolute paths, and returns what they noted. */
  runSuites(filters: readonly string[]): Promise<{ entries: Entry[]; wallMs: number; failed: number }>;
}

export interface BenchCluster extends AsyncDisposable {
  cluster: StartedNomadCluster;
  /** From network to all ready, in milliseconds. */
  startMs: number;
  /** Settles when the CSI driver is healthy on every client. */
  pluginHealthy: Promise<unknown>;
}

/** One value of the bench's list. Its samples go to `context.sample`; what was taken before a failure is kept. */
export interface Measurement {
  name: string;
  what: string;
  /** It is ended and told as failed after this time. */
  limitMs: number;
  /** Runs only when it is asked for by its name or its switch. */
  onlyWhenAsked?: true;
  figures: Readonly<Record<string, Figure>>;
  run(context: BenchContext): Promise<void>;
}
