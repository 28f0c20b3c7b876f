import type { StartedNomadCluster } from '../cluster/index.ts';
import { explain } from '../errors.ts';
import type { Ledger } from '../evidence/index.ts';
import { continuityChanges, runningTasks, type TaskRun } from './continuity.ts';
import { type Plant, plantOn } from './plant.ts';
import { startProbes } from './probes/availability.ts';
import { endForbiddenWriter, tryForbiddenWriter } from './probes/claim-probe.ts';
import { neverRan, placeEverywhere } from './probes/place.ts';
import { probeRegistrations } from './probes/registration.ts';
import { rollOut } from './probes/rollout.ts';
import { tryTwinWriter } from './probes/twin-probe.ts';
import { planSteps, replaceAgent, type Step } from './steps.ts';
import {
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
  /** Runs suites on the cluster as it is at this step, and returns how many tests passed and failed. */
  conform: (step: string) => Promise<{ passed: number; failed: number }>;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

const periodicEveryMs = 10_000;

/**
 * Places a workload on a cluster of version `from`, replaces agent after agent by version `to` while probes run,
 * and writes what happened to the ledger. A step that fails ends the upgrade and is itself part of the record.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, signal, onProgress } = options;
  const attach = options.plant === 'two-writers' ? 'any' : 'exclusive';
  const jobs = await placeWorkload(cluster, { attach, signal });
  const [uptime] = (await cluster.clients[0]?.shell('cat /proc/uptime'))?.split(' ') ?? [];
  ledger.append('clock', { uptime: Number(uptime) });
  const steps = await planSteps(cluster);
  const { heartbeatGraceMs } = cluster;
  ledger.append('plan', {
    from: options.from,
    to: options.to,
    steps: steps.map(({ name }) => name),
    heartbeatGraceMs,
  });
  await probeRegistrations(cluster, { step: 'before', ledger });
  await rollOut(cluster, { step: 'before', ledger, signal });
  const first = await runningTasks(cluster, jobs);
  ledger.append('continuity', { step: 'before', tasks: first });
  const launchesFrom = Date.now();
  let submitted: readonly string[] = [];
  {
    await using probes = startProbes(cluster, ledger);
    const taken = await takeSteps(steps, jobs, first, options);
    const twin = { volume: singleVolume, step: 'after the last step', ledger, signal };
    if (taken) await noted(options, twin.step, () => tryTwinWriter(cluster, twin));
    submitted = probes.submitted;
  }
  onProgress('reading back what was written');
  await endForbiddenWriter(cluster);
  ledger.append('periodic', await periodicLaunches(cluster, Date.now() - launchesFrom));
  ledger.append('submit-lost', { jobs: await neverRan(cluster, submitted, signal) });
  await noted(options, 'end', async () => {
    for (const volume of await readVolumes(cluster, signal)) ledger.append('volume-records', volume);
    ledger.append('poststop-broken', { allocations: await brokenPoststops(cluster, signal) });
  });
}

async function takeSteps(
  steps: Step[],
  jobs: string[],
  first: TaskRun[],
  options: RehearsalOptions,
): Promise<boolean> {
  let before = first;
  for (const step of steps) {
    const taken = await noted(options, step.name, async () => {
      await takeStep(step, options);
      before = await compareRuns(step.name, jobs, before, options);
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

async function takeStep({ name, node }: Step, options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, to, plant, signal, onProgress } = options;
  ledger.append('step-begin', { step: name, role: node.role });
  const meanwhile = () => plantOn(plant, node, cluster, signal);
  const result = await replaceAgent(cluster, node, to, { meanwhile, signal });
  ledger.append('step-end', { step: name, role: node.role, ...result });
  onProgress(`${name}: Nomad ${to} after ${result.downMs} ms`);
  await probeRegistrations(cluster, { step: name, ledger });
  await placeEverywhere(cluster, `upgrade-place-${name.replaceAll(/\W+/g, '-')}`, signal);
  await tryForbiddenWriter(cluster, { volume: singleVolume, step: name, ledger, signal });
  await rollOut(cluster, { step: name, ledger, signal });
  const { passed, failed } = await options.conform(name);
  ledger.append('conformance', { step: name, passed, failed });
}

async function compareRuns(
  step: string,
  jobs: string[],
  before: TaskRun[],
  { cluster, ledger, onProgress }: RehearsalOptions,
): Promise<TaskRun[]> {
  const after = await runningTasks(cluster, jobs);
  ledger.append('continuity', { step, tasks: after });
  for (const { kind, ...change } of continuityChanges(before, after)) {
    ledger.append('continuity-change', { step, change: kind, ...change });
    onProgress(`${step}: ${change.message}`);
  }
  return after;
}

/** Launches that were due, less one at each end of the time and one for a change of leader. */
async function periodicLaunches({ nomad }: StartedNomadCluster, ms: number) {
  const launches = (await nomad.jobs.list(`${periodicJob}/periodic-`)).length;
  return { launches, expected: Math.max(1, Math.floor(ms / periodicEveryMs) - 3) };
}
