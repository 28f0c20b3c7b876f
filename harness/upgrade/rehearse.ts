import type { StartedNomadCluster } from '../cluster/index.ts';
import { EnvironmentError } from '../errors.ts';
import { events } from '../evidence/index.ts';
import { runningTasks } from './continuity.ts';
import { noted, type RehearsalOptions } from './options.ts';
import { canaryOf } from './plan/order.ts';
import { startProbes } from './probes/availability.ts';
import { endForbiddenWriter } from './probes/claim-probe.ts';
import { neverRan } from './probes/place.ts';
import { probeRegistrations } from './probes/registration.ts';
import { rollOut } from './probes/rollout.ts';
import { tryTwinWriter } from './probes/twin-probe.ts';
import { rollBack, takeTicket } from './rollback/index.ts';
import { planSteps } from './steps.ts';
import { takeSteps } from './take-steps.ts';
import {
  brokenPoststops,
  periodicJob,
  placeWorkload,
  readVolumes,
  singleVolume,
} from './workload/workload.ts';

const periodicEveryMs = 10_000;

/**
 * Places a workload on a cluster of version `from`, replaces agent after agent by version `to` while probes run,
 * and writes what happened to the ledger. A step that fails ends the upgrade and is itself part of the record.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, signal, onProgress, mode } = options;
  const { canary, jobs, volumes, own } = await placeAll(options);
  const [uptime] = (await cluster.clients[0]?.shell('cat /proc/uptime'))?.split(' ') ?? [];
  ledger.append(events.clock, { uptime: Number(uptime) });
  const steps = await planSteps(cluster);
  const { heartbeatGraceMs } = cluster;
  ledger.append(events.plan, {
    from: options.from,
    to: options.to,
    mode,
    steps: steps.map(({ name }) => name),
    heartbeatGraceMs,
  });
  await probeRegistrations(cluster, { step: 'before', ledger });
  await rollOut(cluster, { step: 'before', ledger, signal });
  const first = await runningTasks(cluster, jobs);
  ledger.append(events.continuity, { step: 'before', tasks: first });
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
  ledger.append(events.periodic, await periodicLaunches(cluster, Date.now() - launchesFrom));
  ledger.append(events.submitLost, { jobs: await neverRan(cluster, submitted, signal) });
  if (ticket) {
    await rollBack({ ...options, jobs, ticket });
    // Not before: an agent does not end on SIGTERM while it tries a refused claim again and again.
    await tryTwin('after the rollback', options);
  }
  await noted(options, 'end', async () => {
    for (const volume of await readVolumes(cluster, volumes, signal))
      ledger.append(events.volumeRecords, volume);
    ledger.append(events.poststopBroken, { allocations: await brokenPoststops(cluster, signal) });
  });
}

/**
 * Places the workload on all clients but one, on which nothing must go on: the canary, which is upgraded first and
 * which work can be drained from at every step.
 */
async function placeAll(options: RehearsalOptions) {
  const { cluster, plant, signal } = options;
  const canary = canaryOf(cluster.clients);
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

async function tryTwin(step: string, options: RehearsalOptions): Promise<void> {
  const { cluster, ledger, signal } = options;
  await noted(options, step, () => tryTwinWriter(cluster, { volume: singleVolume, step, ledger, signal }));
}

/** Launches that were due, less one at each end of the time and one for a change of leader. */
async function periodicLaunches({ nomad }: StartedNomadCluster, ms: number) {
  const launches = (await nomad.jobs.list(`${periodicJob}/periodic-`)).length;
  return { launches, expected: Math.max(1, Math.floor(ms / periodicEveryMs) - 3) };
}
