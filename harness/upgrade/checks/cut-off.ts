import { answerTo, type ClusterNode, taskProcesses } from '../../cluster/index.ts';
import { BehaviourError } from '../../errors.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { partition } from '../../faults/index.ts';
import { note } from '../../judge/index.ts';
import type { Job } from '../../nomad/index.ts';
import { type WaitLimits, waits } from '../../wait/index.ts';
import { injectWhileCut } from '../injection.ts';
import {
  bothFrom,
  bugRule,
  disconnectBlock,
  evidence,
  rule,
  type Stage,
  type UpgradeCheck,
} from './check.ts';
import { type CutJob, type CutOff, type CutWhen, cutJobs, disconnectOf, holds, sides } from './cut-jobs.ts';
import { runsOn } from './runs-on.ts';
import { lasting, smallJob } from './small-job.ts';

const pool = 'upgrade-cut-off';
/** A connection that was cut is given up after 30 s, and tried again later and later. */
const withinMs = 90_000;
const areKnown = bothFrom(disconnectBlock.since);
type Line = DataOf<typeof events.cutOff>;

/**
 * A client of the old version is cut off from servers of the new one for longer than its heartbeat grace. Nothing waits for that: it is
 * seen after the next step, and its return after the one that follows.
 */
export const cutOff: UpgradeCheck = {
  name: 'cut-off',
  says: (request) =>
    areKnown(request)
      ? {
          before:
            'one more client is started, with a job for each way to say what is to happen when it is cut off (disconnect)',
          afterServers: 'that client is cut off from the servers until after the next step',
        }
      : {
          before: `no client is cut off: ${disconnectBlock.reason(request.from)}`,
        },
  leaves: [
    evidence(events.cutOff, {
      when: areKnown,
      of: () => cutJobs.flatMap((job) => sides.map((when) => `${job} ${when}`)),
      seen: ({ job, when }) => [`${job} ${when}`],
    }),
  ],
  before: startCutOff,
  async afterServers(_, stage) {
    const { cutOff } = stage;
    if (!cutOff) return;
    // Only now, since what was placed before may have been replaced by a rollout or a restart meanwhile.
    const { node, own, fault } = cutOff;
    await Promise.all(
      cutJobs.map(async (job) => {
        await deployed(stage, idOf(job));
        for (const allocation of await runsOn(stage, idOf(job), [node.name])) own[job] = allocation;
      }),
    );
    await fault.inject();
    cutOff.next = 'cut';
  },
};

/** What is seen of it, beside what takes longest after a step. */
export const cutOffSeen: UpgradeCheck = {
  name: 'cut-off-seen',
  says: (request) =>
    areKnown(request)
      ? { atEachStep: 'what was said of the client that is cut off holds, and again when it is back' }
      : {},
  atEachStep: goOn,
  // Where the servers were the last of the order.
  async afterLastStep(step, stage) {
    while (stage.cutOff?.next) await goOn(step, stage);
  },
  rules: [
    bugRule(events.cutOff, 'to', (line) => ({ 'cut-off': line.refused !== undefined && inWords(line) })),
    rule(note, events.cutOff, ({ job, when, unseen }) => ({
      'cut-off-unseen': unseen !== undefined && `job with ${job} ${when}: ${unseen}`,
    })),
  ],
};

const inWords = ({ step, job, when, refused }: Line) =>
  `${step}: work of a client that was to be ${job} when that is cut off was not, ${
    when === 'cut' ? 'while it was cut off' : 'once it was back'
  }: ${refused}`;

const idOf = (job: CutJob) => `upgrade-cut-${job}`;

/** In each node pool, so that it can be replaced on another client; by its affinity it starts on this one. */
function jobOf(job: CutJob, client: string, { cluster }: Pick<Stage, 'cluster'>): Job {
  const { TaskGroups, ...rest } = smallJob(idOf(job), { type: 'service', command: lasting });
  const ReschedulePolicy = { Attempts: 0, Unlimited: true, Delay: 5e9, DelayFunction: 'constant' as const };
  return {
    ...{ ...rest, NodePool: 'all' },
    Affinities: [{ LTarget: '$' + '{node.unique.name}', RTarget: client, Operand: '=', Weight: 100 }],
    TaskGroups: (TaskGroups ?? []).map((group) => ({
      ...group,
      Disconnect: disconnectOf(job, cluster.stopOnClientAfterMs),
      ReschedulePolicy,
    })),
  };
}

async function startCutOff(step: string, stage: Stage): Promise<void> {
  const { cluster, ledger, from, signal } = stage;
  if (!areKnown(stage)) {
    const reason = disconnectBlock.reason(from);
    return ledger.append(events.checkSkipped, { check: cutOff.name, reason });
  }
  const node = await cluster.addClient({ nodePool: pool, apart: true, signal });
  const fault = partition([node], cluster.servers);
  const unseen = await fault.available?.();
  if (unseen !== undefined) {
    for (const job of cutJobs)
      for (const when of sides) ledger.append(events.cutOff, { step, job, when, ms: 0, unseen });
    return await remove(stage, node);
  }
  await Promise.all(
    cutJobs.map(async (job) => {
      await cluster.nomad.jobs.register(jobOf(job, node.name, stage), { signal });
      await runsOn(stage, idOf(job), [node.name]);
    }),
  );
  stage.cutOff = { node, fault, own: {}, next: undefined };
}

/** While its deployment is under way, Nomad replaces nothing of a group. */
async function deployed({ cluster: { nomad }, signal }: Stage, job: string): Promise<void> {
  const deployment = await nomad.jobs.latestDeployment(job, { signal });
  if (deployment) await waits.deploymentDone(nomad, deployment.ID, { timeoutMs: withinMs, signal });
}

/** Sees what is to be seen next, and ends the cut or all of it. */
async function goOn(step: string, stage: Stage): Promise<void> {
  const { cutOff } = stage;
  const { next } = cutOff ?? {};
  if (!cutOff || !next) return;
  const { node, fault } = cutOff;
  await Promise.all(cutJobs.map((job) => see(step, job, { ...cutOff, next }, stage)));
  if (next === 'cut') {
    await injectWhileCut(stage.inject, node);
    await fault.undo();
    cutOff.next = 'back';
    return;
  }
  stage.cutOff = undefined;
  for (const job of cutJobs) await stage.cluster.nomad.jobs.stop(idOf(job));
  await remove(stage, node);
}

type Seen = CutOff & { next: CutWhen };

async function see(step: string, job: CutJob, cut: Seen, stage: Stage): Promise<void> {
  const { cluster, ledger, onProgress, signal } = stage;
  const when = cut.next;
  const limits = { timeoutMs: withinMs, signal };
  const { ms, refused } = await answerTo(held(job, cut, { stage, limits }), cluster, signal);
  ledger.append(events.cutOff, { step, job, when, ms, refused });
  if (refused !== undefined) onProgress(inWords({ step, job, when, ms, refused }));
}

async function held(
  job: CutJob,
  { node, own, next }: Seen,
  { stage, limits }: { stage: Stage; limits: WaitLimits },
): Promise<void> {
  const before = own[job];
  if (!before) return;
  const { nomad } = stage.cluster;
  if (job === 'stopped' && next === 'cut')
    await waits.lostReplaced(nomad, { jobId: idOf(job), lost: before.ID }, limits);
  await waits.allocationsOf(nomad, idOf(job), (all) => holds(job, next, all, before) || undefined, {
    ...{ ...limits, what: `work on ${node.name} that is ${job}` },
  });
  if (job !== 'stopped' || next !== 'cut') return;
  const processes = [...(await taskProcesses(node)).keys()];
  if (processes.some((key) => key.startsWith(before.ID)))
    throw new BehaviourError('ALLOCATION_GOES_ON', `${before.ID.slice(0, 8)} still runs on ${node.name}`);
}

async function remove({ cluster }: Stage, node: ClusterNode): Promise<void> {
  await cluster.removeClient(node);
  await cluster.nomad.nodes.purge(node.nomadNodeId ?? '');
}
