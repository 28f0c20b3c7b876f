import type { ClusterNode } from '../cluster/index.ts';
import { EnvironmentError } from '../errors.ts';
import { events } from '../evidence/index.ts';
import type { SubmittedOperatorJobs } from '../operator-jobs/index.ts';
import { uptimeOf } from '../writers/index.ts';
import { boundsFor } from './bounds.ts';
import { runningTasks } from './continuity.ts';
import { due } from './due/due.ts';
import { beforeSteps as step } from './due/parts.ts';
import { noted, type RehearsalOptions, unlessBroken } from './options.ts';
import { canaryOf } from './plan/order.ts';
import { startProbes } from './probes/availability.ts';
import { endForbiddenWriter } from './probes/claim-probe.ts';
import { periodicLaunches } from './probes/periodic.ts';
import { neverRan } from './probes/place.ts';
import { probeRegistrations } from './probes/registration.ts';
import { rollOut } from './probes/rollout.ts';
import { tryTwinWriter } from './probes/twin-probe.ts';
import { rollBack, takeTicket } from './rollback/index.ts';
import type { Stage } from './step-probes.ts';
import { planSteps, type Step } from './steps.ts';
import { takeSteps } from './take-steps.ts';
import {
  brokenPoststops,
  type HeldVolume,
  heldVolumes,
  placeWorkload,
  readVolumes,
  singleVolume,
} from './workload/workload.ts';
import { followWriters } from './workload/writers.ts';

/** A rehearsal that is planned. */
interface Planned extends RehearsalOptions {
  steps: Step[];
  canary: ClusterNode;
  volumes: HeldVolume[];
}

/** A rehearsal whose workload is placed. */
interface Placed extends Planned, Omit<Stage, 'first'> {}

/**
 * Notes what has to be seen, places a workload on a cluster of version `from`, replaces agent after agent by version `to`
 * while probes run, and writes what happened to the ledger. A step that fails ends the upgrade and is itself part of the
 * record; so is a machine that fails, which ends the rehearsal.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const placed = await placeAll(await planned(options));
  await unlessBroken(options, () => rehearsePlaced(placed));
}

async function planned(options: RehearsalOptions): Promise<Planned> {
  const { cluster, ledger, from, to, mode, inject } = options;
  const canary = canaryOf(cluster.clients);
  if (!canary?.nomadNodeId) throw new EnvironmentError('CLUSTER_EMPTY', 'the cluster has no client');
  const steps = await planSteps(cluster);
  // Nothing must go on on the canary.
  const clients = cluster.clients.filter((client) => client !== canary);
  const volumes = heldVolumes(clients, inject === 'two-writers' ? 'any' : 'exclusive');
  const { heartbeatGraceMs } = cluster;
  const namesOf = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name);
  ledger.append(events.plan, {
    ...{ from, to, mode, heartbeatGraceMs },
    steps: namesOf(steps),
    bounds: boundsFor(heartbeatGraceMs, options.bounds),
    due: due({
      ...{ steps: namesOf(steps), servers: namesOf(cluster.servers), clients: namesOf(cluster.clients) },
      ...{ volumes, claims: mode === 'in-place', rollback: options.rollbackTo !== undefined },
      own: options.operatorJobs !== undefined,
    }),
  });
  return { ...options, steps, canary, volumes };
}

/**
 * Places the workload on all clients but the canary, which is upgraded first and which work can be drained from at every
 * step.
 */
async function placeAll(options: Planned): Promise<Placed> {
  const { cluster, canary, volumes, ledger, signal } = options;
  const id = canary.nomadNodeId ?? '';
  await cluster.nomad.nodes.eligibility(id, 'ineligible', { signal });
  // First, since a refusal of the operator's jobs ends the rehearsal.
  const placed = await options.operatorJobs?.submit(options);
  const clients = cluster.clients.filter((client) => client !== canary);
  const jobs = await placeWorkload(cluster, { clients, volumes, signal });
  const writers = followWriters(cluster, volumes, { ledger, signal });
  await writers.placed();
  await cluster.nomad.nodes.eligibility(id, 'eligible', { signal });
  ledger.append(events.clock, { uptime: await uptimeOf(cluster) });
  return { ...options, jobs: [...jobs, ...(placed?.jobs ?? [])], placed, writers };
}

async function rehearsePlaced(options: Placed): Promise<void> {
  const { cluster, ledger, signal, onProgress, jobs, writers, rollbackTo: file } = options;
  await probeRegistrations(cluster, { step, ledger });
  await rollOut(cluster, { step, ledger, signal });
  const first = await runningTasks(cluster, jobs);
  ledger.append(events.continuity, { step, tasks: first });
  await writers.progress(step);
  const ticket = file === undefined ? undefined : await takeTicket(cluster, { file, ledger, signal });
  const launchesFrom = Date.now();
  const submitted = await upgradeProbed({ ...options, first });
  await noted(options, 'your jobs', () => stopOperatorJobs(options.placed, options));
  onProgress('reading back what was written');
  await noted(options, 'what was accepted meanwhile', async () => {
    await endForbiddenWriter(cluster);
    ledger.append(events.periodic, await periodicLaunches(cluster, launchesFrom));
    ledger.append(events.submitLost, { jobs: await neverRan(cluster, submitted, signal) });
  });
  await noted(options, 'end', () => writers.stopping());
  if (ticket) {
    await rollBack({ ...options, ticket });
    // Not before: an agent does not end on SIGTERM while it tries a refused claim again and again.
    await tryTwin('after the rollback', options);
  }
  await noted(options, 'end', () => readBack(options));
}

/** Takes the steps while probes run. Returns the ids of the jobs that Nomad has accepted meanwhile. */
async function upgradeProbed(options: Placed & Stage): Promise<readonly string[]> {
  const { cluster, ledger, mode, steps, rollbackTo } = options;
  await using probes = startProbes(cluster, { ledger, claims: mode === 'in-place' });
  const taken = await takeSteps(steps, options);
  if (taken && rollbackTo === undefined) await tryTwin('after the last step', options);
  return probes.submitted;
}

async function stopOperatorJobs(
  placed: SubmittedOperatorJobs | undefined,
  { to, judgeBug }: RehearsalOptions,
): Promise<void> {
  await placed?.stop(to, judgeBug);
}

async function tryTwin(at: string, options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, signal } = options;
  await noted(options, at, () => tryTwinWriter(cluster, { volume: singleVolume, step: at, ledger, signal }));
}

async function readBack({ cluster, volumes, ledger, signal }: Placed): Promise<void> {
  for (const volume of await readVolumes(cluster, volumes, signal))
    ledger.append(events.volumeRecords, volume);
  ledger.append(events.poststopBroken, { allocations: await brokenPoststops(cluster, signal) });
}
