import { defaultProfile, readProfile } from '../csi/index.ts';
import { findingInWords, testRules } from '../judge/index.ts';
import { type ConformanceRun, conformancePage } from '../report/index.ts';
import { type ClusterSuites, type EndedSuites, type RunContext, suiteFilters } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { onEachVersion, onOneCluster, type VersionTarget } from './each-version.ts';
import { requireFolderOf } from './suites.ts';

export interface ConformanceOptions extends RunContext {
  targets: readonly VersionTarget[];
  /** Name or file of the driver's profile; hostpath unless given. */
  driverProfile: string | undefined;
  /** The page that is written; `conformance-<driver>.md` unless given. */
  output: string | undefined;
  /** An existing cluster, which has one version. */
  target: ClusterSuites['target'];
}

const usage = 'npx nomad-e2e conformance --driver-profile ./mine.profile.hcl --nomad-version 1.6.1,2.0.5';

/**
 * Runs the CSI suites on a driver, on several versions or on an existing cluster, and writes a page for the driver's authors. Returns
 * the exit code as `onEachVersion`.
 * @throws UsageError FLAG_INVALID for a page in no folder or without a version, PROFILE_UNKNOWN, PROFILE_INVALID
 */
export async function conformance({
  driverProfile = defaultProfile,
  output,
  target,
  ...context
}: ConformanceOptions): Promise<number> {
  const driver = await readProfile(driverProfile);
  const page = output ?? `conformance-${driver.name}.md`;
  requireFolderOf(page);
  const runs: ConformanceRun[] = [];
  const made = { day: new Date().toISOString().slice(0, 10), attached: target !== undefined };
  const tell = async (run: EndedSuites) => {
    runs.push(shownBy(run));
    // After each version, so that an interrupted run keeps its results.
    await writeClean(page, conformancePage(driver, runs, made));
  };
  const suites = { filters: suiteFilters(['csi']), driver, target };
  const code = target
    ? await onOneCluster(context, suites, tell)
    : await onEachVersion({ ...context, suites, usage }, tell);
  if (runs.length > 0) process.stdout.write(`${page}\n`);
  return code;
}

function shownBy({ version, entries, verdict }: EndedSuites): ConformanceRun {
  const others = verdict.findings.filter(
    ({ severity, rule }) => severity !== 'note' && !testRules.includes(rule),
  );
  const findings = others.map((finding) => findingInWords(finding).split('\n')[0] ?? '');
  return { version, entries, findings };
}
