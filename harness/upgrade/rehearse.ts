import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { EnvironmentError, explain } from '../errors.ts';
import type { Ledger } from '../evidence/index.ts';
import {
  continuityChanges,
  failedAllocations,
  runningTasks,
  type TaskRun,
  type WatchedJob,
} from './continuity.ts';
import { drainClient, runningAgain } from './drain-client.ts';
import type { HeldWorkload, JudgeBug, PlacedWorkload } from './own/index.ts';
import { type Plant, plantOn } from './plant.ts';
import { startProbes } from './probes/availability.ts';
import { endForbiddenWriter, tryForbiddenWriter } from './probes/claim-probe.ts';
import { tryDrain } from './probes/drain.ts';
import { neverRan, placeEverywhere } from './probes/place.ts';
import { probeRegistrations } from './probes/registration.ts';
import { rollOut } from './probes/rollout.ts';
import { tryTwinWriter } from './probes/twin-probe.ts';
import { rollBack, takeTicket } from './rollback/index.ts';
import { type ClientMode, planSteps, pluginBack, replaceAgent, type Step } from './steps.ts';
import { jobAt } from './workload/jobs.ts';
import {
  batchJob,
  brokenPoststops,
  periodicJob,
  placeWorkload,
  readVolumes,
  singleVolume,
} from './workload/workload.ts';

export interface RehearsalOptions {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  from: string;
  to: string;
  /** Trouble to make on purpose. */
  plant: Plant | undefined;
  mode: ClientMode;
  /** File for the servers' snapshot; when it is given, the upgrade is rolled back in the end. */
  rollbackTo: string | undefined;
  /** Runs suites on the cluster as it is at this step, and returns how many tests passed and failed. */
  conform: (step: string) => Promise<{ passed: number; failed: number }>;
  /** The operator's own jobs, to run beside the rehearsal's. */
  own: HeldWorkload | undefined;
  /** Whether a known bug shows on the upgraded cluster. */
  judgeBug: JudgeBug;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

const periodicEveryMs = 10_000;

/**
 * Places a workload on a cluster of version `from`, replaces agent after agent by version `to` while probes run,
 * and writes what happened to the ledger. A step that fails ends the upgrade and is itself part of the record.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, signal, onProgress, mode } = options;
  const { canary, jobs, volumes, own } = await placeAll(options);
  const [uptime] = (await cluster.clients[0]?.shell('cat /proc/uptime'))?.split(' ') ?? [];
  ledger.append('clock', { uptime: Number(uptime) });
  const steps = await planSteps(cluster, canary);
  const { heartbeatGraceMs } = cluster;
  ledger.append('plan', {
    from: options.from,
    to: options.to,
    mode,
    steps: steps.map(({ name }) => name),
    heartbeatGraceMs,
  });
  await probeRegistrations(cluster, { step: 'before', ledger });
  await rollOut(cluster, { step: 'before', ledger, signal });
  const first = await runningTasks(cluster, jobs);
  ledger.append('continuity', { step: 'before', tasks: first });
  const file = options.rollbackTo;
  const ticket = file === undefined ? undefined : await takeTicket(cluster, { file, ledger, signal });
  const launchesFrom = Date.now();
  let submitted: readonly string[] = [];
  {
    await using probes = startProbes(cluster, { ledger, claims: mode === 'in-place' });
    const taken = await takeSteps(steps, { ...options, canary, jobs, first, placed: own });
    if (taken && !ticket) await tryTwin('after the last step', options);
    submitted = probes.submitted;
  }
  if (own) await noted(options, 'your jobs', () => own.end(options.to, options.judgeBug));
  onProgress('reading back what was written');
  await endForbiddenWriter(cluster);
  ledger.append('periodic', await periodicLaunches(cluster, Date.now() - launchesFrom));
  ledger.append('submit-lost', { jobs: await neverRan(cluster, submitted, signal) });
  if (ticket) {
    await rollBack({ ...options, jobs, ticket });
    // Not before: an agent does not end on SIGTERM while it tries a refused claim again and again.
    await tryTwin('after the rollback', options);
  }
  await noted(options, 'end', async () => {
    for (const volume of await readVolumes(cluster, volumes, signal)) ledger.append('volume-records', volume);
    ledger.append('poststop-broken', { allocations: await brokenPoststops(cluster, signal) });
  });
}

/**
 * Places the workload on all clients but one, on which nothing must go on: the canary, which is upgraded first and
 * which work can be drained from at every step.
 */
async function placeAll(options: RehearsalOptions) {
  const { cluster, plant, signal } = options;
  const canary = cluster.clients.at(-1);
  const id = canary?.nomadNodeId;
  if (!canary || !id) throw new EnvironmentError('CLUSTER_EMPTY', 'the cluster has no client');
  await cluster.nomad.nodes.eligibility(id, 'ineligible', { signal });
  // First, since a refusal of the operator's jobs ends the rehearsal.
  const own = await options.own?.place(options);
  const attach = plant === 'two-writers' ? 'any' : 'exclusive';
  const clients = cluster.clients.filter((client) => client !== canary);
  const workload = await placeWorkload(cluster, { clients, attach, signal });
  await cluster.nomad.nodes.eligibility(id, 'eligible', { signal });
  return { canary, ...workload, jobs: [...workload.jobs, ...(own?.jobs ?? [])], own };
}

/** A rehearsal under way. */
interface Stage extends RehearsalOptions {
  canary: ClusterNode;
  jobs: readonly (string | WatchedJob)[];
  /** The operator's jobs among them. */
  placed: PlacedWorkload | undefined;
  /** The workload's tasks before the first step. */
  first: TaskRun[];
}

async function tryTwin(step: string, options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, signal } = options;
  await noted(options, step, () => tryTwinWriter(cluster, { volume: singleVolume, step, ledger, signal }));
}

async function takeSteps(steps: Step[], stage: Stage): Promise<boolean> {
  let before = stage.first;
  for (const step of steps) {
    const taken = await noted(stage, step.name, async () => {
      await takeStep(step, before, stage);
      before = await compareRuns(step, before, stage);
      await stage.placed?.observe(step.name);
      await tryMixed(step.name, stage);
    });
    if (!taken) return false;
  }
  return true;
}

/** A failure of Nomad's is a finding; an interrupted rehearsal is none. */
async function noted(
  { ledger, signal, onProgress }: RehearsalOptions,
  step: string,
  work: () => Promise<void>,
) {
  try {
    await work();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    ledger.append('step-failed', { step, error: explain(error) });
    onProgress(`${step} failed: ${explain(error)}`);
    return false;
  }
}

async function takeStep({ name, node }: Step, before: TaskRun[], stage: Stage): Promise<void> {
  const { cluster, ledger, to, plant, mode, signal, onProgress } = stage;
  ledger.append('step-begin', { step: name, role: node.role });
  const drained = node.role === 'client' && mode === 'drain';
  if (drained) await drainClient(cluster, node, signal);
  const meanwhile = () => plantOn(plant, node, cluster, signal);
  const result = await replaceAgent(cluster, node, to, { meanwhile, signal });
  if (drained) await cluster.nomad.nodes.undrain(node.nomadNodeId ?? '', { signal });
  if (node.role === 'client') await pluginBack(cluster, signal);
  if (drained) await runningAgain(cluster, before, signal);
  ledger.append('step-end', { step: name, role: node.role, drained, ...result });
  onProgress(`${name}: Nomad ${to} after ${result.downMs} ms`);
}

/** What has to hold while versions are mixed: new work, claims, refusals, a drain, a rollout, a few suites. */
async function tryMixed(
  step: string,
  { cluster, canary, mode, ledger, signal, conform }: Stage,
): Promise<void> {
  await probeRegistrations(cluster, { step, ledger });
  await Promise.all([
    tryDrain(cluster, { canary, step, ledger, signal }),
    tryForbiddenWriter(cluster, { volume: singleVolume, step, ledger, signal }),
  ]);
  // While a drained holder moves, one that waits in the queue would be served first, and rightly.
  if (mode === 'drain') await endForbiddenWriter(cluster);
  await placeEverywhere(cluster, jobAt('upgrade-place', step), signal);
  await rollOut(cluster, { step, ledger, signal });
  const { passed, failed } = await conform(step);
  ledger.append('conformance', { step, passed, failed });
}

async function compareRuns({ name: step, node }: Step, before: TaskRun[], stage: Stage): Promise<TaskRun[]> {
  const { cluster, jobs, mode, ledger, onProgress } = stage;
  const after = await runningTasks(cluster, jobs);
  ledger.append('continuity', { step, tasks: after });
  for (const { kind, ...change } of continuityChanges(before, after)) {
    // What was drained is meant to move; to be lost it is not.
    const drained = mode === 'drain' && change.node === node.name;
    const planned = drained && (kind === 'moved' || change.job === batchJob);
    ledger.append('continuity-change', { step, change: kind, planned, ...change });
    if (!planned) onProgress(`${step}: ${change.message}`);
  }
  const failed = await failedAllocations(cluster, jobs);
  if (failed.length > 0) ledger.append('allocations-failed', { step, allocations: failed });
  return after;
}

/** Launches that were due, less one at each end of the time and one for a change of leader. */
async function periodicLaunches({ nomad }: StartedNomadCluster, ms: number) {
  const launches = (await nomad.jobs.list(`${periodicJob}/periodic-`)).length;
  return { launches, expected: Math.max(1, Math.floor(ms / periodicEveryMs) - 3) };
}
