import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessFolder } from '../../harness/access/index.ts';
import type { StartedNomadCluster } from '../../harness/cluster/index.ts';
import { recordCalls } from '../../harness/csi/index.ts';
import { explain } from '../../harness/errors.ts';
import { RunFolder } from '../../harness/evidence/index.ts';
import { invariantFindings } from '../../harness/judge/index.ts';
import type { Defect } from './defect.ts';
import { judge, type TestsRun, untried, type Verdict } from './judge.ts';

/** Runs tests of some suites by name, in a process of its own; rejects when the signal aborts. */
export type RunTests = (run: {
  suites: readonly string[];
  tests: RegExp;
  env: Record<string, string>;
  /** File for what the process prints. */
  reportTo: string;
}) => Promise<TestsRun>;

/** A cluster, and where the runs on it write to. */
export interface Field {
  cluster: StartedNomadCluster;
  descriptorFile: string;
  access: AccessFolder;
  runDir: string;
  runTests: RunTests;
  signal: AbortSignal;
}

/** How many defects are tried at once: their tests wait more than they compute. */
const lanes = 4;

/** The tests of all these defects with nothing injected. */
export async function control(defects: readonly Defect[], field: Field): Promise<TestsRun> {
  if (defects.length === 0) return { tests: [], broken: [], failed: 0 };
  const folder = join(field.runDir, `control-${field.cluster.runId}`);
  await mkdir(folder, { recursive: true });
  return await field.runTests({
    suites: [...new Set(defects.flatMap(({ suites }) => suites))],
    tests: new RegExp(defects.map(({ test }) => `(?:${test.source})`).join('|')),
    env: { NOMAD_E2E_CLUSTER: field.descriptorFile, NOMAD_E2E_RUN: folder },
    reportTo: join(folder, 'vitest.txt'),
  });
}

/** Tries each defect, side by side where they can be, and tells of each verdict as it comes. */
export async function tryAll(
  defects: readonly Defect[],
  before: TestsRun,
  field: Field,
  onVerdict: (verdict: Verdict) => void,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const attempt = async (defect: Defect) => {
    const verdict = await tryOne(defect, before, field);
    verdicts.push(verdict);
    onVerdict(verdict);
  };
  const together = defects.filter(({ alone }) => !alone);
  const next = together.values();
  const lane = async () => {
    for (const defect of next) await attempt(defect);
  };
  await allEnded(Array.from({ length: lanes }, lane));
  for (const defect of defects.filter(({ alone }) => alone)) await attempt(defect);
  return verdicts;
}

/** One lane that fails must not leave the others behind. */
async function allEnded(work: Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

async function tryOne(defect: Defect, before: TestsRun, field: Field): Promise<Verdict> {
  field.signal.throwIfAborted();
  const folder = join(field.runDir, 'defects', defect.id);
  await mkdir(folder, { recursive: true });
  const { cluster, access, signal } = field;
  try {
    // No id's prefix is a part of another's.
    const prefix = `st-${defect.id}--`;
    await using injected = await defect.inject({ cluster, prefix, folder, access, signal });
    const run = await field.runTests({
      suites: defect.suites,
      tests: defect.test,
      env: {
        NOMAD_E2E_CLUSTER: field.descriptorFile,
        NOMAD_E2E_RUN: folder,
        NOMAD_E2E_PREFIX: prefix,
        ...injected.env,
      },
      reportTo: join(folder, 'vitest.txt'),
    });
    const found = defect.byLedger ? await foundIn(folder, prefix, cluster) : [];
    return judge(defect, { control: before, run, met: await injected.met(), found });
  } catch (error) {
    signal.throwIfAborted();
    return untried(defect, `it could not be tried: ${explain(error).split('\n').join(' ')}`);
  }
}

/** What rules that hold in every run say of volumes with this prefix. */
async function foundIn(path: string, prefix: string, cluster: StartedNomadCluster): Promise<string[]> {
  const folder = new RunFolder(path);
  {
    using ledger = await folder.openLedger();
    await recordCalls(cluster, ledger);
  }
  return invariantFindings(folder.entries())
    .map(({ rule, message }) => `${rule}: ${message}`)
    .filter((text) => text.includes(prefix));
}
