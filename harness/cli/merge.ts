import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { EnvironmentError, UsageError } from '../errors.ts';
import { type Entry, events, ledgerText, readLedger } from '../evidence/index.ts';
import { secretsIn, withoutSecrets, writeClean } from '../secrets/index.ts';
import type { CommandContext } from './command.ts';
import { total } from './repeat.ts';
import { reportRun } from './report.ts';
import { shown } from './run.ts';
import { savedRun } from './saved-run.ts';
import { conclude } from './suites.ts';

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
 * Makes one run of the runs that `run --shard` left, with one ledger and one report; they stay as they are. Returns the exit
 * code of the whole.
 * @throws UsageError FLAG_INVALID, RUN_UNKNOWN, RUNS_OVERLAP when a test ran in two of them, LEDGER_NEWER
 */
export async function merge(
  named: readonly string[],
  { runs, progress }: { runs: string } & Pick<CommandContext, 'progress'>,
): Promise<number> {
  if (named.length < 2) throw new UsageError('FLAG_INVALID', 'merge takes two runs or more', { next });
  const folders = named.map((run) => savedRun(run, { next }));
  const shards = await Promise.all(folders.map(readShard));
  requireApart(shards);
  const folder = resolve(runs, `merged-${Date.now().toString(36)}`);
  await mkdir(folder, { recursive: true });
  for (const [at, from] of folders.entries()) {
    // Bundles are linked from the report; the ledger is one, and certificates and tokens are nobody's evidence.
    await cp(join(from, 'failures'), join(folder, shardFolder(at), 'failures'), { recursive: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
  await writeClean(join(folder, 'ledger.ndjson'), ledgerText(onOneClock(shards)));
  const counts = total(shards.map(({ result }) => result));
  const reasons = [...new Set(shards.flatMap(({ result }) => result.reasons))];
  const knownBugs = shards.flatMap(({ result }) => result.knownBugs);
  const tests = shards.flatMap(({ result }) => result.tests);
  const result = {
    run: shown(folder),
    ...counts,
    shards: shards.map(({ name }) => name),
    reasons,
    knownBugs,
    tests,
  };
  await writeClean(join(folder, 'result.json'), result);
  process.stdout.write(`report: ${shown(await reportRun(folder, { progress, counts }))}\n`);
  return conclude(counts);
}

const shardFolder = (at: number) => join('shards', String(at + 1));

async function readShard(folder: string): Promise<Shard> {
  const file = join(folder, 'result.json');
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = resultSchema.safeParse(text === '' ? undefined : JSON.parse(text));
  if (!parsed.success) {
    throw new EnvironmentError(
      'RUN_UNFINISHED',
      `${shown(file)} is not the result of a run that came to its end`,
      {
        observed: text === '' ? 'no such file' : z.prettifyError(parsed.error),
        next: 'run that shard again',
      },
    );
  }
  const descriptor = await readFile(join(folder, 'cluster.json'), 'utf8').catch(() => 'null');
  const entries = withoutSecrets(
    readLedger(join(folder, 'ledger.ndjson')),
    secretsIn(JSON.parse(descriptor)),
  );
  return { name: basename(folder), result: parsed.data, entries };
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
 * All lines in order. Each machine has a monotonic clock of its own, so a shard's is moved by what its wall clock tells;
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
