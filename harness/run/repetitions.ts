import type { BinaryFacts } from '../binary/index.ts';
import { type Counts, type Entry, events } from '../evidence/index.ts';
import { covered } from '../report/index.ts';
import type { Boot } from './boot.ts';
import { type BusyCore, keepBusy } from './busy.ts';
import type { RunContext } from './options.ts';
import { seconds } from './progress.ts';
import type { Repetition } from './rates.ts';
import { runVitest, type SuiteRun } from './suites-process.ts';

/** A cluster that suites can run on, started or attached to. */
export interface SuiteCluster extends AsyncDisposable, Pick<Boot, 'folder' | 'driverFile' | 'pluginHealthy'> {
  owned: { descriptorFile: string; cluster: { version: string } };
  /** The binaries that were obtained for it. */
  binaries?: BinaryFacts[];
  /** More variables for the suites' process. */
  env?: Record<string, string>;
}

export interface RepeatOptions {
  suites: Pick<SuiteRun, 'projects' | 'filters' | 'exclude' | 'shuffle' | 'shard'>;
  /** How often they run, one after the other. */
  repeat: number;
  /** Keep another core busy meanwhile. */
  busy: boolean;
}

export interface Repeated {
  repetitions: Repetition[];
  /** Of all repetitions together. */
  counts: Counts;
  /** What all of them have noted. */
  entries: Entry[];
}

/**
 * Runs suites on a cluster, more than once if wanted. With more than one repetition each has a folder of its own,
 * `repetitions/<n>` in the run's, for its ledger and bundles. None is run again because it was red.
 */
export async function repeatSuites(
  { owned, folder: whole, driverFile, env: more }: SuiteCluster,
  { suites, repeat, busy }: RepeatOptions,
  { progress, signal }: Omit<RunContext, 'flags'>,
): Promise<Repeated> {
  await using core = busy ? await keepBusy() : undefined;
  const begin = performance.now();
  const repetitions: Repetition[] = [];
  const entries: Entry[][] = [];
  for (let number = 1; number <= repeat; number++) {
    const folder = repeat === 1 ? whole : await whole.repetition(number).make();
    const env = {
      ...more,
      NOMAD_E2E_CLUSTER: owned.descriptorFile,
      NOMAD_E2E_RUN: folder.path,
      ...(driverFile !== undefined && { NOMAD_E2E_DRIVER: driverFile }),
    };
    const name = repeat === 1 ? 'suites' : `suites, ${number} of ${repeat}`;
    const start = performance.now();
    const result = await progress.phase(name, () => runVitest({ ...suites, env, signal }), { alone: true });
    const own = folder.entries();
    progress.line(waitingShare(own, performance.now() - start));
    if (repeat > 1) progress.line(`${name}: ${inWords(result)}`);
    repetitions.push({ number, result });
    entries.push(own);
  }
  if (core) progress.line(await shareOf(core, performance.now() - begin));
  return { repetitions, entries: entries.flat(), counts: total(repetitions.map(({ result }) => result)) };
}

async function shareOf(core: BusyCore, wallMs: number): Promise<string> {
  return `another process has kept a core busy for ${seconds((await core.cpuSeconds()) * 1000)} of ${seconds(wallMs)}`;
}

/** How much of the suites' time, with tests running side by side, at least one test was waiting for Nomad. */
function waitingShare(entries: readonly Entry[], wallMs: number): string {
  const waits = events.wait.of(entries).map(({ mono, ms }) => ({ from: mono / 1e6 - ms, to: mono / 1e6 }));
  return `suites waited for Nomad during ${seconds(covered(waits))} of ${seconds(wallMs)} (${waits.length} waits)`;
}

/** `210 passed, 2 known, 0 failed` */
function inWords({ passed, known, failed }: Counts): string {
  return `${passed} passed, ${known > 0 ? `${known} known, ` : ''}${failed} failed`;
}

/** The sum of each count. */
export function total(all: readonly Counts[]): Counts {
  const sum = (of: keyof Counts) => all.reduce((count, each) => count + each[of], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), known: sum('known') };
}
