import { join } from 'node:path';
import type { BinaryFacts } from '../binary/index.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { writeClean } from '../secrets/index.ts';
import {
  control,
  type Defect,
  defects,
  type Field,
  type Make,
  places,
  type RunTests,
  type TestsRun,
  tryAll,
  type Verdict,
  verdictLine,
} from '../selftest/index.ts';
import type { CommandContext } from './command.ts';
import { type Boot, boot, shown } from './run.ts';
import { runVitest } from './vitest.ts';

export interface SelfTestOptions extends CommandContext {
  /** Ids; empty means all. */
  only: readonly string[];
}

/** Plants each defect and prints whether a test told of it. Returns the exit code: 0 when all were caught. */
export async function selfTest({ only, ...context }: SelfTestOptions): Promise<number> {
  const { flags, progress, signal } = context;
  const chosen = chooseDefects(only);
  const verdicts: Verdict[] = [];
  const onVerdict = (verdict: Verdict) => void process.stdout.write(`${verdictLine(verdict)}\n`);
  let runDir = '';
  let nomad: BinaryFacts | undefined;
  let before: TestsRun = { tests: [], broken: [], failed: 0 };
  {
    await using cluster = await boot(flags, { progress, signal });
    runDir = cluster.runDir;
    [nomad] = cluster.binaries;
    const field = await fieldOf(cluster, runDir, signal);
    before = await progress.phase('tests without a defect', () => control(chosen, field));
    const here = chosen.filter(({ make }) => make === undefined);
    verdicts.push(...(await progress.phase('defects', () => tryAll(here, before, field, onVerdict))));
  }
  for (const [make, own] of byMake(chosen)) {
    const { acl = true, claimCollection = true, version } = make;
    const same = flags.binary.path === undefined ? { version: nomad?.version ?? '' } : flags.binary;
    const binary = version === undefined ? same : { version };
    await using cluster = await boot({ ...flags, binary }, { progress, signal, acl, claimCollection });
    const field = await fieldOf(cluster, runDir, signal);
    verdicts.push(...(await progress.phase('defects', () => tryAll(own, before, field, onVerdict))));
  }
  const result = { nomad, phases: progress.phases, verdicts };
  await writeClean(join(runDir, 'selftest.json'), result);
  process.stdout.write(`${score(verdicts)}\nreport: ${shown(runDir)}\n`);
  return verdicts.every(({ caught }) => caught) ? exitCodes.ok : exitCodes.testFailure;
}

/** Prints the defects without planting any. Returns the exit code. */
export function listDefects(only: readonly string[]): number {
  const lines = chooseDefects(only).map(({ id, where, what }) => `${where.padEnd(7)}  ${id}: ${what}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

/** @throws UsageError DEFECT_UNKNOWN naming those there are */
function chooseDefects(only: readonly string[]): readonly Defect[] {
  const known = defects.map(({ id }) => id);
  const unknown = only.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new UsageError('DEFECT_UNKNOWN', `there is no defect ${unknown.join(', ')}`, {
      observed: `there are: ${known.join(', ')}`,
      next: 'npx nomad-e2e self-test --list',
    });
  }
  return only.length === 0 ? defects : defects.filter(({ id }) => only.includes(id));
}

/** Defects that need a cluster of another make, by that make. */
function byMake(chosen: readonly Defect[]): [Make, Defect[]][] {
  const groups = new Map<string, [Make, Defect[]]>();
  for (const defect of chosen) {
    if (defect.make === undefined) continue;
    const key = JSON.stringify(defect.make);
    const group = groups.get(key) ?? [defect.make, []];
    group[1].push(defect);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function fieldOf({ owned, pluginHealthy }: Boot, runDir: string, signal: AbortSignal): Promise<Field> {
  await pluginHealthy;
  const { cluster, descriptorFile } = owned;
  return { cluster, descriptorFile, runDir, runTests: testsBy(signal), signal };
}

function testsBy(signal: AbortSignal): RunTests {
  return async ({ suites, tests, env, reportTo }) => {
    const run = { projects: ['suites', 'solo'], filters: [...suites], tests: tests.source, reportTo };
    const { files, failed } = await runVitest({ ...run, env, signal });
    return {
      tests: files.flatMap(({ file, tests: own }) =>
        own.map(({ name, status, messages = [] }) => ({ file, name, status, failures: messages })),
      ),
      broken: files.flatMap(({ file, failure }) => (failure === undefined ? [] : [{ file, failure }])),
      failed,
    };
  };
}

/** `caught N of M`, and the same for each place. */
function score(verdicts: readonly Verdict[]): string {
  const of = (some: readonly Verdict[]) => `${some.filter(({ caught }) => caught).length} of ${some.length}`;
  const parts = places.flatMap((place) => {
    const some = verdicts.filter(({ where }) => where === place);
    return some.length > 0 ? [`${place} ${of(some)}`] : [];
  });
  return `caught ${of(verdicts)} (${parts.join(', ')})`;
}
