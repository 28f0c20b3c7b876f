import { type Comparison, comparisonText } from '../diff/index.ts';
import { type Bound, budgetOf, type GivenBounds, measures } from '../disruption/index.ts';
import type { Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { RunFolder } from '../evidence/index.ts';
import { imageStore } from '../image/index.ts';
import { exitCodeOf, type Verdict } from '../judge/index.ts';
import {
  type OperatorFiles,
  type OperatorJobs,
  type OperatorJobsWithImages,
  operatorReport,
} from '../operator-jobs/index.ts';
import {
  boot,
  endRun,
  judgeBugOn,
  prepareVitest,
  type RunContext,
  reported,
  reportInterrupted,
  shown,
  upgradeSuites,
} from '../run/index.ts';
import { hide, secretsIn, writeClean } from '../secrets/index.ts';
import {
  type ClientMode,
  type Injection,
  inWords,
  judge,
  notesOnPath,
  type PathNote,
  rehearse,
  type UpgradeOrder,
  withCanary,
} from '../upgrade/index.ts';
import { historyBounds } from './baseline.ts';
import { compareAround } from './upgrade-diff.ts';
import { readOperatorJobs } from './upgrade-files.ts';

export interface UpgradeOptions extends RunContext {
  from: string;
  to: string;
  /** Run even if this upgrade path is known to fail. */
  force: boolean;
  /** Print the plan and start nothing. */
  dryRun: boolean;
  /** Print the verdict as JSON. */
  json: boolean;
  inject: readonly Injection[];
  mode: ClientMode;
  /** Bounds that are not to be derived from `heartbeat_grace`. */
  bounds: GivenBounds;
  /** An earlier rehearsal that bounds each step, too. */
  baseline: string | undefined;
  /** Roll back to `from` at the end. */
  rollback: boolean;
  /** Also say what changed between the versions; left out where a failure is injected, and with `rollback`. */
  diff: boolean;
  /** The operator's jobs. */
  files: OperatorFiles;
  /** The plain order, unless given. */
  order?: UpgradeOrder | undefined;
}

/**
 * Rehearses an upgrade on a cluster of its own and prints the verdict. Returns the exit code: 0 is GO, 1 NO-GO, 3 UNKNOWN.
 * @throws UsageError UPGRADE_PATH_BROKEN for a path that Nomad's documents rule out
 */
export async function upgrade(options: UpgradeOptions): Promise<number> {
  const { verdict, comparison, text } = await rehearseOnce(options);
  process.stdout.write(options.json ? `${JSON.stringify({ ...verdict, comparison }, null, 2)}\n` : text);
  return exitCodeOf(verdict.outcome);
}

/** A rehearsal that came to its end. */
export interface EndedRehearsal {
  verdict: Verdict;
  comparison: Comparison | undefined;
  folder: RunFolder;
  /** The verdict as an operator reads it. */
  text: string;
}

/** Rehearses an upgrade on a cluster of its own, and writes the verdict and the report. @throws as {@link upgrade} */
export async function rehearseOnce(options: UpgradeOptions): Promise<EndedRehearsal> {
  checkPath(options);
  hide(secretsIn(options.files.vars));
  requireClients(options);
  const history = historyBounds(options.baseline);
  const jobs = await readOperatorJobs(options, { obtain: true });
  const run: Rehearsed = { folder: undefined, comparison: undefined };
  const work = (over: () => void) => rehearsed(options, { run, jobs, history, over });
  return await reported(run, { work, report: (left) => reportVerdict(options, left) }, options);
}

/** What a rehearsal leaves. */
interface Rehearsed {
  folder: RunFolder | undefined;
  comparison: Comparison | undefined;
}

interface Work {
  run: Rehearsed;
  jobs: OperatorJobs | undefined;
  history: readonly Bound[];
  /** Called before the cluster is gone. */
  over: () => void;
}

/** The rehearsal, on a cluster that is gone afterwards. Calls `over` before that. */
async function rehearsed(options: UpgradeOptions, { run, jobs, history, over }: Work): Promise<void> {
  const { flags, from, to, progress, signal, inject, mode, bounds, rollback, order } = options;
  let operatorJobs: OperatorJobsWithImages | undefined;
  const upgradeTo = { version: to };
  const beforeNodes = async (engine: Engine) => {
    operatorJobs = await jobs?.obtainImages(imageStore(engine), { say: progress.line, signal });
  };
  const shape = { ...flags, binary: { version: from }, clients: withCanary(flags.clients) };
  const onInterrupted = (folder: RunFolder) => reportInterrupted(folder, options);
  await using cluster = await boot(shape, { progress, signal, upgradeTo, beforeNodes, onInterrupted });
  const { ledger, owned, folder, access } = cluster;
  run.folder = folder;
  if (order) await writeClean(folder.file('plan.json'), order);
  const env = { NOMAD_E2E_CLUSTER: owned.descriptorFile, NOMAD_E2E_RUN: folder.path };
  const prepareSuites = () => prepareVitest({ projects: ['suites'], filters: upgradeSuites, env, signal });
  const compareAfter = isCompared(options) && (await compareAround(options, cluster));
  await cluster.pluginHealthy;
  const judgeBug = judgeBugOn({ cluster: owned.cluster, access, to }, env, signal);
  const rehearsal = () =>
    rehearse({
      ...{
        cluster: owned.cluster,
        ledger,
        from,
        to,
        inject,
        mode,
        order,
        prepareSuites,
        operatorJobs,
        judgeBug,
        signal,
      },
      budget: budgetOf(owned.cluster.heartbeatGraceMs, bounds, history),
      onProgress: progress.line,
      rollbackTo: rollback ? access : undefined,
    });
  await progress.phase(`rehearsal ${from} to ${to}`, rehearsal, { alone: true });
  over();
  if (compareAfter) run.comparison = await compareAfter();
}

/**
 * Whether the versions' behaviour is compared, too: after a rollback the cluster is what it was, and what an upgraded one does does not
 * depend on the order.
 */
export const isCompared = ({ diff, inject, rollback, order }: UpgradeOptions): boolean =>
  diff && inject.length === 0 && !rollback && !order;

/** Writes the verdict and the report. */
async function reportVerdict(
  options: UpgradeOptions,
  { folder, comparison }: Rehearsed & { folder: RunFolder },
): Promise<EndedRehearsal> {
  const { from, to, progress, order } = options;
  const { entries, report, ...ended } = await endRun(folder, { progress });
  const verdict = { ...judge(entries), ...ended.verdict };
  await writeClean(folder.file('verdict.json'), verdict);
  const plan = order && folder.file('plan.json');
  const text = inWords(verdict, {
    ...{ from, to, run: shown(folder.path), report: shown(report), again: upgradeCommand(options, plan) },
    own: operatorReport(entries),
    changes: comparison ? comparisonText(comparison) : '',
  });
  return { verdict, comparison, folder, text };
}

/** @throws UsageError UPGRADE_TOO_SMALL */
export function requireClients({ flags, from, to }: UpgradeOptions): void {
  if (flags.clients >= 2) return;
  throw new UsageError(
    'UPGRADE_TOO_SMALL',
    'a rehearsal needs at least 2 clients: work continues on one while the other is replaced',
    {
      next: `npx nomad-e2e upgrade --from ${from} --to ${to} --clients 3`,
    },
  );
}

function checkPath(options: UpgradeOptions): void {
  const notes = notesOnPath(options.from, options.to);
  for (const { severity, message, source } of notes)
    options.progress.line(`${severity}: ${message} (${source})`);
  refuseBrokenPath(notes, options);
}

/** @throws UsageError UPGRADE_PATH_BROKEN with the first break and its source, unless `force` is given */
export function refuseBrokenPath(
  notes: readonly PathNote[],
  { from, to, force }: Pick<UpgradeOptions, 'from' | 'to' | 'force'>,
): void {
  const [broken] = notes.filter(({ severity }) => severity === 'break');
  if (!broken || force) return;
  throw new UsageError('UPGRADE_PATH_BROKEN', `${from} to ${to} is known to fail: ${broken.message}`, {
    observed: broken.source,
    next: `npx nomad-e2e upgrade --from ${from} --to ${to} --force   rehearses it anyway`,
  });
}

/** The command that rehearses this again, in the order of this file. */
export function upgradeCommand(options: UpgradeOptions, plan?: string): string {
  const { flags, from, to, inject, mode, bounds, baseline, rollback, force, diff, files } = options;
  return [
    `npx nomad-e2e upgrade --from ${from} --to ${to}`,
    ...(flags.servers === 3 ? [] : [`--servers ${flags.servers}`]),
    ...(flags.clients === 3 ? [] : [`--clients ${flags.clients}`]),
    ...(mode === 'drain' ? ['--drain'] : []),
    ...(rollback ? ['--rollback'] : []),
    ...measures.flatMap(({ cost, flag }) => (bounds[cost] ? [`${flag} ${bounds[cost]}ms`] : [])),
    ...(baseline === undefined ? [] : [`--baseline ${baseline}`]),
    ...(force ? ['--force'] : []),
    ...(diff ? [] : ['--no-diff']),
    ...(plan === undefined ? [] : [`--plan ${shown(plan)}`]),
    ...files.jobs.map((file) => `--job ${file}`),
    ...files.volumes.map((file) => `--volume ${file}`),
    ...Object.entries(files.vars).map(([name, value]) => `--var '${name}=${value}'`),
    // The values are secrets, and short ones are hidden nowhere else.
    ...files.nomadVars.map((variable) => `--nomad-var '${variable.replace(/^([^@][^=]*=).*$/s, '$1…')}'`),
    ...files.payloads.map((payload) => `--dispatch-payload '${payload}'`),
    ...files.metas.map((meta) => `--dispatch-meta '${meta}'`),
    ...(inject.length > 0 ? [`--inject ${inject.join(' ')}`] : []),
  ].join(' ');
}
