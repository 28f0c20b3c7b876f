import { explain } from '../../harness/errors.ts';
import { machineFacts, machineLoad } from './machine.ts';
import type { BenchContext, Measurement, Sample } from './measurement.ts';
import { judged, type MeasurementResult } from './result.ts';

export type MeasureOptions = Omit<BenchContext, 'sample'>;

/**
 * Runs one measurement within its time limit. One that fails keeps the samples that it took and says why, so that the others
 * are measured all the same. @throws the signal's reason on abort
 */
export async function measure(measurement: Measurement, options: MeasureOptions): Promise<MeasurementResult> {
  const { name, what, limitMs } = measurement;
  const samples = new Map<string, Sample[]>(Object.keys(measurement.figures).map((key) => [key, []]));
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`not over after ${limitMs / 1000} s`)), limitMs);
  const signal = AbortSignal.any([options.signal, limit.signal]);
  const sample = (key: string, value: number, at?: number) => {
    const own = samples.get(key);
    if (!own) throw new TypeError(`measurement ${name} has no figure ${key}`);
    own.push({ value, ...(at !== undefined && { at }) });
  };
  const before = machineLoad();
  const started = performance.now();
  let error: string | undefined;
  try {
    await measurement.run({ ...options, signal, sample });
  } catch (cause) {
    options.signal.throwIfAborted();
    error = explain(limit.signal.aborted ? limit.signal.reason : cause);
  } finally {
    clearTimeout(timer);
  }
  const figures = Object.entries(measurement.figures).map(([key, figure]) => {
    const own = samples.get(key) ?? [];
    return { key, ...figure, samples: own, judged: judged(figure, own) };
  });
  return {
    ...{ name, what, at: new Date().toISOString(), ms: Math.round(performance.now() - started) },
    ...{ rounds: options.rounds, nomad: options.version, machine: machineFacts() },
    ...{ before, after: machineLoad(), figures },
    ...(error !== undefined && { error }),
  };
}
