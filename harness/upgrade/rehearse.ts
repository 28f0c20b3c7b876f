import { EnvironmentError } from '../errors.ts';
import { events } from '../evidence/index.ts';
import { uptimeOf } from '../writers/index.ts';
import { beforeSteps, type Moment, type Stage } from './checks/check.ts';
import { due } from './checks/due.ts';
import { act, checks } from './checks/index.ts';
import { startProbes } from './checks/sampling.ts';
import { noted, type RehearsalOptions, unlessBroken } from './options.ts';
import { canaryOf, holdersStay, type UpgradeOrder } from './plan/order.ts';
import { unsupportedInWords } from './plan/order-flaws.ts';
import { notesOnPath, noWayBack } from './preflight/path.ts';
import { rollBack, takeReturnPoint } from './rollback/roll-back.ts';
import { planSteps } from './steps.ts';
import { takeSteps } from './take-steps.ts';
import { heldVolumes, placeWorkload } from './workload/workload.ts';
import { followWriters } from './workload/writers.ts';

type Planned = RehearsalOptions & Pick<Stage, 'steps' | 'canary' | 'volumes'>;

/**
 * Notes what has to be seen, places a workload on a cluster of version `from`, replaces agent after agent by version `to`
 * while probes run, and writes what happened to the ledger. A step that fails ends the upgrade and is itself part of the
 * record; so is a machine that fails, which ends the rehearsal.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const stage = await placeAll(await planned(options));
  await unlessBroken(options, () => rehearsePlaced(stage));
}

async function planned(options: RehearsalOptions): Promise<Planned> {
  const { cluster, ledger, from, to, mode, inject, order } = options;
  const canary = canaryOf(cluster.clients);
  if (!canary?.nomadNodeId) throw new EnvironmentError('CLUSTER_EMPTY', 'the cluster has no client');
  const steps = await planSteps(cluster, order);
  // Nothing must go on on the canary.
  const clients = cluster.clients.filter((client) => client !== canary);
  const volumes = heldVolumes(clients, inject.includes('two-writers') ? 'any' : 'exclusive');
  const { heartbeatGraceMs } = cluster;
  const namesOf = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name);
  ledger.append(events.plan, {
    ...{ from, to, mode, heartbeatGraceMs },
    steps: namesOf(steps),
    budget: options.budget,
    notes: notesOnPath(from, to),
    wayBack: noWayBack,
    ...(order && noteOf(order)),
    due: due({
      ...{ from, to },
      ...{ steps: namesOf(steps), servers: namesOf(cluster.servers), clients: namesOf(cluster.clients) },
      ...{ volumes, claims: holdersStay(options), rollback: options.rollbackTo !== undefined },
      own: options.operatorJobs !== undefined,
    }),
  });
  return { ...options, steps, canary, volumes };
}

/** What the verdict has to know of an order. */
const noteOf = (order: UpgradeOrder) => ({
  ...(order.seed !== undefined && { seed: order.seed }),
  unsupported: unsupportedInWords(order),
});

/**
 * Places the workload on all clients but the canary, which is upgraded first and which work can be drained from at every
 * step.
 */
async function placeAll(options: Planned): Promise<Stage> {
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
  const nothingSeen = {
    apart: undefined,
    ledAt: undefined,
    cutOff: undefined,
    retriedAt: undefined,
    suites: undefined,
    tasks: [],
    probedFrom: 0,
    current: beforeSteps,
    submitted: [],
  };
  return { ...options, jobs: [...jobs, ...(placed?.jobs ?? [])], placed, writers, ...nothingSeen };
}

async function rehearsePlaced(stage: Stage): Promise<void> {
  const { cluster, ledger, signal, onProgress, placed, writers, rollbackTo: access } = stage;
  await act('before', beforeSteps, stage);
  const point = access && (await takeReturnPoint(cluster, { access, ledger, signal }));
  if (await upgradeProbed(stage)) await noteActs('afterLastStep', 'after the last step', stage);
  await noted(stage, 'your jobs', async () => await placed?.stop({ andStart: access === undefined }));
  onProgress('reading back what was written');
  await noteActs('atEnd', 'what was accepted meanwhile', stage);
  await noted(stage, 'end', () => writers.stopping());
  if (point) {
    await noteKnownBugs(stage);
    await rollBack(stage, point);
    await noteActs('afterRollback', 'after the rollback', stage);
  }
  await noteActs('readBack', 'end', stage);
  // On a cluster that is broken on purpose a bug's suite tells nothing, and may wait for minutes.
  if (!point && stage.inject.length === 0) await noteKnownBugs(stage);
}

/** Judges the known bugs where the workload has shown what it had to, and the cluster is still of the new version. */
const noteKnownBugs = (stage: Stage) =>
  noted(stage, 'known bugs', async () => await stage.placed?.judgeKnownBugs(stage.to, stage.judgeBug));

/** Takes the steps while probes run. Returns whether all were taken. */
async function upgradeProbed(stage: Stage): Promise<boolean> {
  stage.probedFrom = Date.now();
  await using _ = startProbes(stage.cluster, stage.ledger, (beside) =>
    checks.flatMap((check) => check.meanwhile?.(stage, beside) ?? []),
  );
  // Where a step ends early, those of it are left.
  await using _suites = { [Symbol.asyncDispose]: async () => await stage.suites?.[Symbol.asyncDispose]() };
  return await takeSteps(stage);
}

/** What the checks do outside of the steps, under a name that a failure has, too. */
const noteActs = (moment: Moment, step: string, stage: Stage) =>
  noted(stage, step, () => act(moment, step, stage));
