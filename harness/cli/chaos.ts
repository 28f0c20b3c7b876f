import { join } from 'node:path';
import {
  type ChaosGround,
  type ChaosStep,
  type ChaosVerdict,
  type InjectionKey,
  judgeChaos,
  readSchedule,
  runSchedule,
  stepsOf,
  timesInWords,
} from '../chaos/index.ts';
import { appendedTo, events, type RunFolder } from '../evidence/index.ts';
import { untilHealthy } from '../faults/index.ts';
import { exitCodeOf, type Finding, findingInWords } from '../judge/index.ts';
import {
  boot,
  endRun,
  firstAttempt,
  type RunContext,
  reported,
  reportInterrupted,
  shown,
} from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { shrink } from '../shrink.ts';

export interface ChaosOptions extends RunContext {
  seed: number;
  minutes: number;
  /** A schedule that was saved, instead of a seed's. */
  schedule: string | undefined;
  /** A failure to add to the schedule: the verdict must be failed. */
  inject: InjectionKey | undefined;
}

/**
 * Random faults among writers, for some minutes; a schedule that fails is shrunk and saved. Returns the exit code.
 * @throws UsageError SCHEDULE_UNREADABLE before anything starts
 */
export async function chaos(options: ChaosOptions): Promise<number> {
  const { seed, progress } = options;
  const given = options.schedule === undefined ? undefined : readSchedule(options.schedule);
  progress.line(`seed ${seed}`);
  const run: Tried = { folder: undefined, shortest: [] };
  const work = (over: () => void) => tryOnCluster(options, given, { run, over });
  return await reported(run, { work, report: (tried) => reportVerdict(options, tried) }, options);
}

/** What chaos leaves. */
interface Tried {
  folder: RunFolder | undefined;
  /** The shortest schedule that fails; empty unless one was searched for. */
  shortest: readonly ChaosStep[];
}

/** The faults, on a cluster that is gone afterwards. Calls `over` before that. */
async function tryOnCluster(
  options: ChaosOptions,
  given: readonly ChaosStep[] | undefined,
  { run, over }: { run: Tried; over: () => void },
): Promise<void> {
  const { flags, seed, minutes, progress, signal, schedule } = options;
  const onInterrupted = (folder: RunFolder) => reportInterrupted(folder, options);
  await using cluster = await boot(flags, { progress, signal, onInterrupted });
  const { ledger, folder, owned, binaries } = cluster;
  run.folder = folder;
  await cluster.pluginHealthy;
  const ground = { cluster: owned.cluster, ledger, signal, onProgress: progress.line };
  ledger.append(events.chaosBegin, { seed, minutes, version: { version: binaries[0].version }, schedule });
  const until = performance.now() + minutes * 60_000;
  const drawn = given ?? injected(stepsOf(seed, flags), options.inject);
  const isLate = () => given === undefined && performance.now() > until;
  const { taken, verdict } = await attempt(ground, 'chaos-0', drawn, isLate);
  await writeClean(folder.file('schedule.json'), taken);
  if (verdict.outcome === 'bad' && taken.length > 1) run.shortest = await shrunk(ground, taken);
  if (run.shortest.length > 0) await writeClean(folder.file('shortest.json'), run.shortest);
  over();
}

/** Writes the report, and prints the verdict. Returns the exit code. */
async function reportVerdict(
  { seed, progress }: ChaosOptions,
  { folder, shortest }: Tried & { folder: RunFolder },
): Promise<number> {
  const { entries, report, ...ended } = await endRun(folder, { progress });
  const verdict = { ...judgeChaos(firstAttempt(entries)), ...ended.verdict };
  const result = { seed, report: shown(report), folder: shown(folder.path), shortest };
  process.stdout.write(`${resultLines(verdict, result).join('\n')}\n`);
  return exitCodeOf(verdict.outcome);
}

interface ChaosResult extends Pick<Tried, 'shortest'> {
  seed: number;
  /** Path of the report. */
  report: string;
  /** Path of the run's folder. */
  folder: string;
}

function resultLines(verdict: ChaosVerdict, { seed, report, folder, shortest }: ChaosResult): string[] {
  const file = shortest.length > 0 ? 'shortest.json' : 'schedule.json';
  const again = `npx nomad-e2e chaos --schedule ${join(folder, file)}`;
  const faults = shortest.map(({ fault }) => fault).join(', ');
  return [
    ...chaosInWords(verdict),
    ...(shortest.length > 0 ? [`shortest failing schedule: ${faults}`] : []),
    `seed ${seed}   report: ${report}   again: ${again}   judge: npx nomad-e2e judge ${folder}`,
  ];
}

/** Findings and notes, then one line with the result. */
export function chaosInWords(verdict: ChaosVerdict): string[] {
  const { rounds, findings } = verdict;
  const known = findings.filter(isKnown).length;
  const found = findings.filter(({ severity }) => severity !== 'note').length;
  return [
    ...findings.map((finding) =>
      isKnown(finding) ? `known ${finding.rule}: ${finding.message}` : findingInWords(finding),
    ),
    `${rounds} rounds, ${found} findings${known > 0 ? `, ${known} of known Nomad behaviour` : ''}: ${resultOf(verdict)}`,
  ];
}

const isKnown = ({ rule }: Finding) => rule === 'freed-attached';

function resultOf({ outcome, findings, passedOver }: ChaosVerdict): string {
  const passed = `passed${findings.some(isKnown) ? ' except known Nomad behaviour' : ''}`;
  const result = { good: passed, bad: 'failed', unknown: 'unknown' }[outcome];
  if (passedOver.length === 0) return result;
  const missing = passedOver.map(({ fault, times }) => `${fault} (${timesInWords(times)})`);
  return `${result}; not available here: ${missing.join(', ')}`;
}

type Ground = ChaosGround & { onProgress: (line: string) => void };

/** One schedule with volumes of its own, judged by its own lines of the ledger; ends with the first finding. */
async function attempt(ground: Ground, id: string, steps: Iterable<ChaosStep>, over: () => boolean) {
  const appended = appendedTo(ground.ledger.file, ground.ledger.size);
  // Those of its allocations, too.
  const own = () => appended().filter((entry) => entry.id === id);
  const judged = () => judgeChaos(own());
  const enough = () => over() || judged().outcome === 'bad';
  const taken = await runSchedule({ ...ground, id, enough }, steps);
  return { taken, verdict: judged() };
}

/** On the same cluster, as long as it is healthy: what cannot be tried there again is not shrunk further. */
async function shrunk(ground: Ground, failing: readonly ChaosStep[]): Promise<readonly ChaosStep[]> {
  let attempts = 0;
  // An attempt of which nothing is known is no shorter failure.
  return await shrink(failing, async (part) => {
    attempts += 1;
    ground.onProgress(
      `shortening the schedule, attempt ${attempts}: ${part.map(({ fault }) => fault).join(', ')}`,
    );
    const sound = await untilHealthy(ground.cluster, ground.signal).then(
      () => true,
      () => false,
    );
    ground.signal.throwIfAborted();
    if (!sound) return false;
    return (await attempt(ground, `chaos-${attempts}`, part, () => false)).verdict.outcome === 'bad';
  });
}

function* injected(steps: Iterable<ChaosStep>, inject: InjectionKey | undefined): Generator<ChaosStep> {
  let at = 0;
  for (const step of steps) {
    // A driver that loses the last write does so as its volume is taken away: the writers must end meanwhile.
    if (inject && at === 1) yield { ...step, fault: inject, stopDuring: inject === 'lost-write' };
    yield step;
    at += 1;
  }
}
