import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EnvironmentError, UsageError } from '../errors.ts';
import { type Counts, type DataOf, type Entry, events, ledgerText, RunFolder } from '../evidence/index.ts';
import { writeClean } from '../secrets/index.ts';
import { type EndedRun, endRun } from './end-run.ts';
import type { RunContext } from './options.ts';
import { total } from './repetitions.ts';
import { readRun, savedRun } from './saved.ts';
import { shown } from './shown.ts';

const resultSchema = z.looseObject({
  ...{ passed: z.number(), failed: z.number(), skipped: z.number() },
  // Results that were written before tests could be known have none.
  known: z.number().default(0),
  knownBugs: z.array(z.unknown()).default([]),
  tests: z.array(z.looseObject({ file: z.string(), test: z.string(), runs: z.number() })),
  reasons: z.array(z.string()),
});
type Result = z.infer<typeof resultSchema>;

/** A part of a run that was sharded. */
export interface Shard {
  /** Name of its run. */
  name: string;
  result: Result;
  entries: readonly Entry[];
}

const next = 'npx nomad-e2e merge runs/<one> runs/<other>';

/**
 * Makes one run of the runs that `run --shard` left, with one ledger and one report; they stay as they are. The
 * verdict on the whole is unknown while a shard is missing.
 * @throws UsageError FLAG_INVALID, RUN_UNKNOWN, RUNS_OVERLAP when a test ran in two of them, RUNS_UNLIKE, LEDGER_NEWER;
 * EnvironmentError RUN_UNFINISHED
 */
export async function mergeRuns(
  named: readonly string[],
  { runs, progress }: { runs: string } & Pick<RunContext, 'progress'>,
): Promise<Counts & EndedRun> {
  if (named.length < 2) throw new UsageError('FLAG_INVALID', 'merge needs at least two runs', { next });
  const folders = named.map((run) => savedRun(run, { next }));
  const shards = await Promise.all(folders.map(readShard));
  requireApart(shards);
  const whole = wholeOf(shards);
  const folder = await new RunFolder(join(runs, `merged-${Date.now().toString(36)}`)).make();
  for (const [at, from] of folders.entries()) {
    // Bundles are linked from the report; the ledger is one, and certificates and tokens are nobody's evidence.
    await cp(from.file('failures'), folder.file(shardFolder(at), 'failures'), { recursive: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
  await writeClean(folder.ledgerFile, ledgerText(onOneClock(shards)));
  {
    using ledger = await folder.openLedger();
    ledger.append(events.merged, whole);
  }
  const counts = total(shards.map(({ result }) => result));
  const ended = await endRun(folder, { progress, counts });
  const { verdict } = ended;
  await writeClean(folder.resultFile, {
    ...{ run: shown(folder.path), ...counts, outcome: verdict.outcome, findings: verdict.findings },
    shards: shards.map(({ name }) => name),
    reasons: [...new Set(shards.flatMap(({ result }) => result.reasons))],
    knownBugs: shards.flatMap(({ result }) => result.knownBugs),
    tests: shards.flatMap(({ result }) => result.tests),
  });
  return { ...counts, ...ended };
}

const shardFolder = (at: number) => join('shards', String(at + 1));

async function readShard(folder: RunFolder): Promise<Shard> {
  const file = folder.resultFile;
  const unfinished = (observed: string) =>
    new EnvironmentError('RUN_UNFINISHED', `the run in ${shown(folder.path)} did not finish`, {
      observed,
      next: 'run that shard again',
    });
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text === '') throw unfinished(`there is no ${shown(file)}`);
  const parsed = resultSchema.safeParse(jsonIn(text));
  if (!parsed.success) throw unfinished(`${shown(file)}: ${z.prettifyError(parsed.error)}`);
  const entries = readRun(folder);
  const [interrupted] = events.runInterrupted.of(entries);
  if (interrupted) throw unfinished(`it was interrupted: ${interrupted.reason}`);
  if (!entries.some(events.runEnded.is)) throw unfinished('its ledger has no end');
  return { name: folder.id, result: parsed.data, entries };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The shards that are there, and how many there are to be.
 * @throws UsageError RUNS_UNLIKE for what is no shard, or one of another run
 */
export function wholeOf(shards: readonly Pick<Shard, 'name' | 'entries'>[]): DataOf<typeof events.merged> {
  const found = shards.map(({ name, entries }) => {
    const [due] = events.suitesDue.of(entries);
    const [run] = events.run.of(entries);
    const [nodeEngine] = events.nodeEngine.of(entries);
    if (due?.shard === undefined)
      throw unlike(`${name} is not a shard of a run`, 'npx nomad-e2e run --shard 1/3');
    const [, of = ''] = due.shard.split('/');
    const { repetitions, filters } = due;
    return {
      name,
      shard: due.shard,
      like: JSON.stringify({
        of,
        repetitions,
        filters,
        versions: run?.versions,
        docker: nodeEngine?.version,
      }),
    };
  });
  const other = found.find(({ like }) => like !== found[0]?.like);
  if (other) {
    throw unlike(
      `${found[0]?.name} and ${other.name} are not shards of one run`,
      'merge those of one run: the same version, engine of the nodes, suites, repetitions and number of shards',
      `${found[0]?.like}, ${other.like}`,
    );
  }
  return { shards: found.map(({ shard }) => shard), of: Number(found[0]?.shard.split('/')[1]) };
}

function unlike(message: string, next: string, observed?: string): UsageError {
  return new UsageError('RUNS_UNLIKE', message, { next, ...(observed !== undefined && { observed }) });
}

/** @throws UsageError RUNS_OVERLAP */
export function requireApart(shards: readonly Pick<Shard, 'name' | 'result'>[]): void {
  const ran = new Map<string, string>();
  for (const { name, result } of shards) {
    for (const { file, test, runs } of result.tests) {
      const key = `${file} > ${test}`;
      const other = ran.get(key);
      if (runs > 0 && other !== undefined) {
        throw new UsageError(
          'RUNS_OVERLAP',
          `"${key}" ran in ${other} and in ${name}: these are not shards of one run`,
          {
            next: 'to compare two runs: npx nomad-e2e report --compare runs/<earlier> runs/<later>',
          },
        );
      }
      if (runs > 0) ran.set(key, name);
    }
  }
}

/**
 * All lines in order. Each machine has a monotonic clock of its own, so a shard's is moved by its wall clock;
 * bundles are found where the merged run has them.
 */
export function onOneClock(shards: readonly Pick<Shard, 'entries'>[]): Entry[] {
  const origin = shards[0]?.entries[0];
  const lines = shards.flatMap(({ entries }, at) => {
    const first = entries[0];
    if (!first || !origin) return [];
    const apart = (Date.parse(first.at) - Date.parse(origin.at)) * 1e6 - (first.mono - origin.mono);
    // A shard's own end, with its counts, would stand for that of the whole.
    const kept = entries.filter((entry) => !events.runEnded.is(entry));
    return kept.map(
      (entry): Entry => ({
        ...entry,
        mono: entry.mono + apart,
        ...(typeof entry.bundle === 'string' && { bundle: join(shardFolder(at), entry.bundle) }),
      }),
    );
  });
  return lines.toSorted((a, b) => a.mono - b.mono);
}
