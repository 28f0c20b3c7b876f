import { type ClusterNode, failureOf, type StartedNomadCluster } from '../../cluster/index.ts';
import { BehaviourError } from '../../errors.ts';
import { events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import { type AllocationListStub, hasEnded, type Job, type TaskState } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { eachStep, evidence, jobAt, rule, type Stage, type UpgradeCheck } from './check.ts';

const withinMs = 45_000;

/** A drain moves a service to another client, runs its poststop after its main task, and fails nothing of it. */
export const drain: UpgradeCheck = {
  name: 'drain',
  says: () => ({ atEachStep: 'the canary is drained of a service' }),
  leaves: [evidence(events.drainProbe, { at: eachStep })],
  atEachStep: tryDrain,
  rules: [
    rule(stop, events.drainProbe, ({ step, error }) => ({
      drain: error !== undefined && `${step}: ${error.split('\n').slice(0, 2).join(' ')}`,
    })),
  ],
};

/** Lets a service start on the canary, which has no work that must go on, and drains it: Nomad docs, Drain a node. */
async function tryDrain(step: string, { cluster, canary, ledger, signal }: Stage): Promise<void> {
  const job = jobAt('upgrade-drain', step);
  const began = performance.now();
  const error = await failureOf(drainOnce(cluster, canary, job, signal), cluster, signal);
  ledger.append(events.drainProbe, { step, ms: Math.round(performance.now() - began), error });
  await cluster.nomad.nodes.undrain(canary.nomadNodeId ?? '');
  await cluster.nomad.jobs.stop(job);
}

async function drainOnce(
  { nomad }: StartedNomadCluster,
  canary: ClusterNode,
  job: string,
  signal: AbortSignal,
): Promise<void> {
  const limits = { timeoutMs: withinMs, signal };
  const nodeId = canary.nomadNodeId ?? '';
  await nomad.jobs.register(drainedJob(job, canary.name));
  const first = await waits.allocationsOf(nomad, job, ([only]) => only, limits);
  if (first.NodeID !== nodeId) {
    const observed = `placed on ${first.NodeName}, with an affinity to ${canary.name} only`;
    throw new BehaviourError('DRAIN_PLACEMENT', `${job} was placed on the wrong node`, { observed });
  }
  await waits.allocationRunning(nomad, first.ID, limits);
  await nomad.nodes.drain(nodeId, { deadlineMs: withinMs, ignoreSystemJobs: true });
  const moved = await waits.allocationsOf(
    nomad,
    job,
    (all) => all.find(({ ID, ClientStatus }) => ID !== first.ID && ClientStatus === 'running'),
    { ...limits, what: `${job} on another client than the drained ${canary.name}` },
  );
  const left = await waits.allocationsOf(
    nomad,
    job,
    (all) => all.find((each) => each.ID === first.ID && hasEnded(each)),
    { ...limits, what: `end of every task of the drained allocation ${first.ID}` },
  );
  await waits.nodeDrained(nomad, nodeId, limits);
  const broken = brokenMove(left, moved.NodeID);
  if (broken) throw new BehaviourError('DRAIN_BROKEN', broken);
}

/** What is wrong with an allocation that was drained away; undefined when nothing is. */
export function brokenMove(
  left: Pick<AllocationListStub, 'ID' | 'NodeID' | 'ClientStatus' | 'TaskStates'>,
  to: string,
) {
  const { main, after } = left.TaskStates ?? {};
  if (to === left.NodeID) return `allocation ${left.ID} was replaced on the drained client itself`;
  if (left.ClientStatus !== 'complete') return `allocation ${left.ID} is ${left.ClientStatus}, not complete`;
  if (!isOver(main)) return `main of allocation ${left.ID} has not ended`;
  if (!isOver(after) || after.Failed) return `poststop of allocation ${left.ID} did not end well`;
  if (nanos(after.StartedAt) < nanos(main.FinishedAt))
    return `poststop of allocation ${left.ID} started at ${after.StartedAt}, before main ended at ${main.FinishedAt}`;
  return undefined;
}

const isOver = (state: TaskState | undefined): state is TaskState =>
  state?.State === 'dead' && Boolean(state.FinishedAt);

/** Nomad's times have nanoseconds, which a Date would lose: two of them compare as text of one length. */
const nanos = (time: string | null | undefined) => {
  const [seconds = '', fraction = ''] = (time ?? '').replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
};

const healthRule = {
  MaxParallel: 1,
  HealthCheck: 'task_states',
  MinHealthyTime: 1e8,
  HealthyDeadline: 3e10,
} as const;

/** An affinity and no constraint: away from a drained client it must be able to run. */
function drainedJob(id: string, client: string): Job {
  const task = (Name: string, script: string, Lifecycle?: { Hook: string; Sidecar: boolean }) => ({
    Name,
    Driver: 'raw_exec',
    Config: { command: '/bin/sh', args: ['-c', script] },
    Resources: { CPU: 10, MemoryMB: 10 },
    ...(Lifecycle && { Lifecycle }),
  });
  return {
    ID: id,
    Name: id,
    Type: 'service',
    Datacenters: ['*'],
    Affinities: [{ LTarget: '$' + '{node.unique.name}', RTarget: client, Operand: '=', Weight: 100 }],
    TaskGroups: [
      {
        Name: 'drained',
        Count: 1,
        // A drain moves what counts as healthy, which takes ten seconds of running unless said otherwise.
        Migrate: healthRule,
        Update: { ...healthRule, ProgressDeadline: 6e10 },
        Tasks: [
          task('main', "trap 'exit 0' TERM; while :; do sleep 0.1; done"),
          task('after', 'true', { Hook: 'poststop', Sidecar: false }),
        ],
      },
    ],
  };
}
