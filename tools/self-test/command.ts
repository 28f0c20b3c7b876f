import { join } from 'node:path';
import type { BinaryFacts } from '../../harness/binary/index.ts';
import { readProfile } from '../../harness/csi/index.ts';
import { EnvironmentError, exitCodes, explain, UsageError } from '../../harness/errors.ts';
import type { RunFolder } from '../../harness/evidence/index.ts';
import { exitCodeOf } from '../../harness/judge/index.ts';
import { type Boot, boot, type RunContext, runVitest, shown } from '../../harness/run/index.ts';
import { writeClean } from '../../harness/secrets/index.ts';
import { columns } from '../../harness/text.ts';
import { control, type Field, type RunTests, tryAll } from './campaign.ts';
import { type Defect, type Make, places } from './defect.ts';
import { defects } from './defects/index.ts';
import { outcomeOfAll, type TestsRun, untried, type Verdict, verdictLine } from './judge.ts';
import { allJudgeDefects, tryJudge } from './judges/index.ts';
import { injectedRehearsals, type RehearsalDefect, rehearsalDefects } from './rehearsal/failures.ts';
import { tryRehearsal } from './rehearsal/rehearse.ts';

interface SelfTestOptions extends RunContext {
  /** Ids; empty means all. */
  only: readonly string[];
  /** The version to rehearse upgrades from; without it nothing is injected into a rehearsal. */
  from: string | undefined;
}

/**
 * Injects each defect and prints whether it was caught: by a test, or, where it is in the evidence of a run, by the verdict on it.
 * Those need no cluster. Returns the exit code: 0 when all were caught, 1 when one was missed, 3 when one could not be tried.
 */
export async function run({ only, from, ...context }: SelfTestOptions): Promise<number> {
  const chosen = chooseDefects(only);
  const path = pathOf(from, only.length > 0 && chosen.rehearsal.length > 0, context);
  const verdicts = chosen.judges.map((defect) => tryJudge(defect));
  verdicts.forEach(onVerdict);
  let report: string | undefined;
  if (chosen.defects.length > 0) {
    const tried = await onClusters(chosen.defects, verdicts, context);
    report = tried.folder.path;
    verdicts.push(...tried.verdicts);
  }
  if (path) verdicts.push(...(await rehearsed(chosen.rehearsal, { ...path, report }, context)));
  process.stdout.write(`${score(verdicts)}\n${report === undefined ? '' : `report: ${shown(report)}\n`}`);
  return exitCodeOf(outcomeOfAll(verdicts));
}

const onVerdict = (verdict: Verdict) => void process.stdout.write(`${verdictLine(verdict)}\n`);

/** Tries defects that need a cluster, and leaves a folder with all verdicts, those before too. */
async function onClusters(
  chosen: readonly Defect[],
  before: readonly Verdict[],
  { flags, progress, signal }: RunContext,
): Promise<{ folder: RunFolder; verdicts: Verdict[] }> {
  const verdicts: Verdict[] = [];
  let folder: RunFolder;
  let nomad: BinaryFacts | undefined;
  let sound: TestsRun = { tests: [], broken: [], failed: 0 };
  // After each cluster, so that one that fails takes nothing from what was seen on the others.
  const save = () => {
    const result = { nomad, phases: progress.phases, verdicts: [...before, ...verdicts] };
    return writeClean(folder.file('selftest.json'), result);
  };
  {
    await using cluster = await boot(flags, { progress, signal });
    ({ folder } = cluster);
    [nomad] = cluster.binaries;
    const field = await fieldOf(cluster, folder, signal);
    const shared = chosen.filter(({ make }) => make?.driver === undefined);
    sound = await progress.phase('tests without a defect', () => control(shared, field));
    const here = chosen.filter(({ make }) => make === undefined);
    verdicts.push(...(await progress.phase('defects', () => tryAll(here, sound, field, onVerdict))));
    await save();
  }
  for (const [make, own] of byMake(chosen)) {
    const promised = nomad?.version ?? '';
    verdicts.push(...(await tryMake(make, own, { sound, folder, promised }, { flags, progress, signal })));
    await save();
  }
  return { folder, verdicts };
}

/** Tries the defects of a cluster of another make. Its suites take it for the version that was promised. */
async function tryMake(
  make: Make,
  own: readonly Defect[],
  { sound, folder, promised }: { sound: TestsRun; folder: RunFolder; promised: string },
  { flags, progress, signal }: RunContext,
): Promise<Verdict[]> {
  const { acl = true, claimCollection = true, version } = make;
  const driver = make.driver === undefined ? undefined : await readProfile(make.driver);
  const same = flags.binary.path === undefined ? { version: promised } : flags.binary;
  const binary = version === undefined ? same : { version };
  try {
    await using cluster = await boot(
      { ...flags, binary },
      { progress, signal, acl, claimCollection, driver },
    );
    const field = await fieldOf(cluster, folder, signal);
    await cluster.access.writeDescriptor({ ...field.cluster.descriptor, version: promised });
    // What the tests find without a defect is another matter on another driver.
    const before = driver ? await control(own, field) : sound;
    return await progress.phase('defects', () => tryAll(own, before, field, onVerdict));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EnvironmentError)) throw error;
    const reason = `no cluster for it: ${explain(error).split('\n')[0]}`;
    const verdicts = own.map((defect) => untried(defect, reason));
    verdicts.forEach(onVerdict);
    return verdicts;
  }
}

/** Prints the defects and injects none. Returns the exit code. */
export function list(only: readonly string[]): number {
  const { defects, judges, rehearsal } = chooseDefects(only);
  const all = [
    ...defects,
    ...judges.map((each) => ({ ...each, where: 'judge' })),
    ...rehearsal.map((each) => ({ ...each, where: 'rehearsal' })),
  ];
  const lines = columns(all.map(({ id, where, what }) => [where, `${id}: ${what}`]));
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

/** @throws UsageError DEFECT_UNKNOWN naming those there are */
function chooseDefects(only: readonly string[]) {
  const judges = allJudgeDefects();
  const known = [...defects, ...judges, ...rehearsalDefects].map(({ id }) => id);
  const unknown = only.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new UsageError('DEFECT_UNKNOWN', `there is no defect ${unknown.join(', ')}`, {
      observed: `there are: ${known.join(', ')}`,
      next: 'npx nomad-e2e self-test --list',
    });
  }
  const isChosen = ({ id }: { id: string }) => only.length === 0 || only.includes(id);
  return {
    defects: defects.filter(isChosen),
    judges: judges.filter(isChosen),
    rehearsal: rehearsalDefects.filter(isChosen),
  };
}

/** From which version to which an upgrade is rehearsed; undefined where none is. @throws UsageError FLAG_INVALID */
function pathOf(
  from: string | undefined,
  isAsked: boolean,
  { flags: { binary }, progress }: RunContext,
): { from: string; to: string } | undefined {
  const { version: to, path } = binary;
  if (from !== undefined && to !== undefined && path === undefined) return { from, to };
  if (from === undefined && !isAsked) {
    progress.line(
      'not tried: failures of a rehearsal (try them with --from <version> --nomad-version <version>)',
    );
    return undefined;
  }
  throw new UsageError('FLAG_INVALID', 'a rehearsal needs --from and --nomad-version', {
    next: 'npx nomad-e2e self-test --from 1.5.6 --nomad-version 1.6.1',
  });
}

/** Tries failures of a rehearsal, and leaves what became of them beside it. */
async function rehearsed(
  chosen: readonly RehearsalDefect[],
  { from, to, report }: { from: string; to: string; report: string | undefined },
  { flags, progress, signal }: RunContext,
): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for (const { servers, defects } of injectedRehearsals) {
    const own = defects.filter((defect) => chosen.includes(defect));
    if (own.length === 0) continue;
    const folder = join(report ?? flags.runs, `rehearsal-of-${servers}`);
    const verdicts = await progress.phase(
      `rehearsal ${from} to ${to} with ${own.length} failures`,
      () => tryRehearsal(own, { from, to, servers, folder, signal }),
      { alone: true },
    );
    verdicts.forEach(onVerdict);
    await writeClean(join(folder, 'selftest.json'), { from, to, verdicts });
    all.push(...verdicts);
  }
  return all;
}

/** Defects that need a differently configured cluster, by its configuration. */
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

async function fieldOf(
  { owned, access, pluginHealthy, driverFile }: Boot,
  folder: RunFolder,
  signal: AbortSignal,
): Promise<Field> {
  await pluginHealthy;
  const { cluster, descriptorFile } = owned;
  return {
    cluster,
    descriptorFile,
    access,
    runDir: folder.path,
    runTests: testsBy(signal, driverFile),
    signal,
  };
}

function testsBy(signal: AbortSignal, driverFile: string | undefined): RunTests {
  return async ({ suites, tests, env: more, reportTo }) => {
    const env = { ...more, ...(driverFile !== undefined && { NOMAD_E2E_DRIVER: driverFile }) };
    const run = { projects: ['suites', 'solo'], filters: [...suites], tests: tests.source, reportTo };
    const { files, failed, errors } = await runVitest({ ...run, env, signal });
    const outcomes = files.flatMap(({ file, tests: own }) =>
      own.map(({ name, status, messages = [] }) => ({ file, name, status, failures: messages })),
    );
    const broken = files.flatMap(({ file, failure }) => (failure === undefined ? [] : [{ file, failure }]));
    const red = outcomes.filter(({ status }) => status === 'failed').length;
    return { tests: outcomes, broken, failed: Math.max(failed, red + broken.length + errors.length) };
  };
}

/** `caught N of M`, and the same for each place. */
function score(verdicts: readonly Verdict[]): string {
  const of = (some: readonly Verdict[]) =>
    `${some.filter(({ outcome }) => outcome === 'good').length} of ${some.length}`;
  const parts = [...places, 'judge', 'rehearsal'].flatMap((place) => {
    const some = verdicts.filter(({ where }) => where === place);
    return some.length > 0 ? [`${place} ${of(some)}`] : [];
  });
  return `caught ${of(verdicts)} (${parts.join(', ')})`;
}
