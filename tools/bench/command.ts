import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodes, UsageError } from '../../harness/errors.ts';
import {
  boot,
  type RunContext,
  repeatSuites,
  shown,
  suiteFilters,
  withChosenBinary,
} from '../../harness/run/index.ts';
import { writeClean } from '../../harness/secrets/index.ts';
import { columns } from '../../harness/text.ts';
import { measure } from './measure.ts';
import type { BenchCluster, BenchContext, Measurement } from './measurement.ts';
import { measurements } from './measurements/index.ts';
import { renewBench } from './renew.ts';
import type { BenchResult } from './result.ts';
import { benchTable } from './table.ts';

interface BenchOptions extends RunContext {
  /** Names of measurements; empty means all. */
  names: readonly string[];
  rounds: number;
  /** Areas or files of suites that stand for all. */
  suites: readonly string[];
  /** Also from an empty cache. */
  cold: boolean;
  /** Keeps the results in runs/bench.json and renews docs/benchmarks.md's table from it. */
  renew: boolean;
}

/**
 * Measures, one after the other, and prints the table; `bench.json` in the run's folder has every sample. Returns the exit
 * code: 0 when each measurement finished, whether its goals were met or not.
 * @throws UsageError MEASUREMENT_UNKNOWN, SUITE_UNKNOWN
 */
export async function run({ names, rounds, suites, cold, renew, ...given }: BenchOptions): Promise<number> {
  const { progress, signal } = given;
  const chosen = chooseMeasurements(names, cold);
  suiteFilters(suites);
  const { context, plan } = await withChosenBinary(given);
  const { flags } = context;
  const binary = await plan.obtain({ onProgress: progress.line, signal });
  const folder = resolve(flags.runs, `bench-${Date.now().toString(36)}`);
  await mkdir(folder, { recursive: true });
  const results: BenchResult['measurements'][number][] = [];
  for (const measurement of chosen) {
    const options = {
      ...forMeasurement(context),
      ...{ rounds, suites, binary: binary.path },
      version: binary.version,
    };
    const work = () => measure(measurement, options);
    results.push(await progress.phase(`measure ${measurement.name}`, work, { alone: true }));
    // After each, so that an interrupted bench keeps its results.
    await writeClean(join(folder, 'bench.json'), { measurements: results });
  }
  if (renew) await renewBench({ measurements: results });
  process.stdout.write(
    `${benchTable({ measurements: results })}\n\nsamples: ${shown(join(folder, 'bench.json'))}\n`,
  );
  const broken = results.filter(({ error }) => error !== undefined);
  for (const { name, error } of broken) progress.line(`${name} did not finish: ${error}`);
  return broken.length > 0 ? exitCodes.testFailure : exitCodes.ok;
}

/** Prints what can be measured. Returns the exit code. */
export function list(): number {
  process.stdout.write(`${columns(measurements.map(({ name, what }) => [name, what])).join('\n')}\n`);
  return exitCodes.ok;
}

function chooseMeasurements(names: readonly string[], cold: boolean): Measurement[] {
  const known = measurements.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError('MEASUREMENT_UNKNOWN', `there is no measurement ${unknown.join(', ')}`, {
      observed: `measurements: ${known.join(', ')}`,
      next: 'npx nomad-e2e bench --list',
    });
  }
  return measurements.filter(({ name, onlyWhenAsked }) =>
    names.length > 0 ? names.includes(name) : !onlyWhenAsked || cold,
  );
}

/** What measurements take from this program: clusters and suites. */
function forMeasurement({
  flags,
  progress,
  signal,
}: RunContext): Pick<BenchContext, 'line' | 'signal' | 'startCluster' | 'runSuites'> {
  return {
    line: progress.line,
    signal,
    async startCluster(shape): Promise<BenchCluster> {
      const booted = await boot({ ...flags, ...shape }, { progress, signal });
      const { owned, startMs, pluginHealthy } = booted;
      return {
        ...{ cluster: owned.cluster, startMs, pluginHealthy },
        [Symbol.asyncDispose]: () => booted[Symbol.asyncDispose](),
      };
    },
    async runSuites(filters) {
      await using booted = await boot(flags, { progress, signal });
      await booted.pluginHealthy;
      const suites = { projects: ['suites', 'solo'], filters: suiteFilters(filters) };
      const exclude = { exclude: filters.length === 0 ? ['suites/**/*.long.solo.e2e.ts'] : [] };
      const began = performance.now();
      const options = { suites: { ...suites, ...exclude }, repeat: 1, busy: false };
      const { entries, counts } = await repeatSuites(booted, options, { progress, signal });
      return { entries, wallMs: performance.now() - began, failed: counts.failed };
    },
  };
}
