import {
  type Allocation,
  type AllocationListStub,
  isTerminal,
  lastEventsInWords,
  type NomadClient,
  type TaskState,
} from '../nomad/index.ts';
import { evaluationOver } from './jobs.ts';
import { about } from './sources.ts';
import { type WaitLimits, waitFor } from './wait-for.ts';

/**
 * The allocation once it runs with all its main tasks and sidecars: each runs, or has ended well.
 * Fails at once when the allocation ends instead.
 */
export function allocationRunning(client: NomadClient, id: string, limits: WaitLimits): Promise<Allocation> {
  return waitFor({
    ...ofAllocation(client, id, limits),
    what: `allocation ${id} running`,
    until: (allocation) => (runs(allocation) ? allocation : undefined),
    failWhen: endOf,
  });
}

/**
 * The allocation that takes the place of a lost one. With `stop_on_client_after` Nomad leaves it to an evaluation that it makes for
 * later. @throws as `waitFor`; WaitFailed, too, where that evaluation is over and has placed none
 */
export async function lostReplaced(
  client: NomadClient,
  { jobId, lost }: { jobId: string; lost: string },
  limits: WaitLimits,
): Promise<AllocationListStub> {
  const replacementIn = (all: AllocationListStub[]) =>
    all.find(({ ID, DesiredStatus }) => ID !== lost && DesiredStatus === 'run');
  const followUpIn = (all: AllocationListStub[]) => all.find(({ ID }) => ID === lost)?.FollowupEvalID;
  const what = `replacement of allocation ${lost}, which is lost`;
  const { id } = await allocationsOf(
    client,
    jobId,
    (all) => {
      const id = followUpIn(all);
      return id || replacementIn(all) ? { id } : undefined;
    },
    { ...limits, what },
  );
  if (id) await evaluationOver(client, id, limits);
  return await waitFor({
    ...ofJob(client, jobId, limits),
    what,
    until: replacementIn,
    failWhen: () => id && `its follow-up evaluation ${id.slice(0, 8)} placed no other`,
  });
}

/** The allocation once it is `complete`, `failed` or `lost`. */
export function allocationTerminal(client: NomadClient, id: string, limits: WaitLimits): Promise<Allocation> {
  return waitFor({
    ...ofAllocation(client, id, limits),
    what: `allocation ${id} ended`,
    until: (allocation) => (isTerminal(allocation) ? allocation : undefined),
  });
}

/** What `pick` takes out of a job's allocations, once it takes something. */
export function allocationsOf<T>(
  client: NomadClient,
  jobId: string,
  pick: (allocations: AllocationListStub[]) => T | undefined,
  limits: WaitLimits & { what?: string; namespace?: string | undefined },
): Promise<T> {
  const what = limits.what ?? `allocations of job ${jobId}`;
  return waitFor({ ...ofJob(client, jobId, limits), what, until: pick });
}

/**
 * The allocation once `predicate` holds for the state of one of its tasks.
 * Fails at once when the allocation has ended or, unless `deadIsFinal` is false, when the task is dead.
 */
export function taskState(
  client: NomadClient,
  id: string,
  task: string,
  predicate: (state: TaskState, allocation: Allocation) => boolean,
  limits: WaitLimits & { deadIsFinal?: boolean },
): Promise<Allocation> {
  const { deadIsFinal = true } = limits;
  return waitFor({
    ...ofAllocation(client, id, limits),
    what: `state of task ${task} in allocation ${id}`,
    until: (allocation) => {
      const state = allocation.TaskStates?.[task];
      return state && predicate(state, allocation) ? allocation : undefined;
    },
    failWhen: (allocation) => {
      const dead = deadIsFinal && allocation.TaskStates?.[task]?.State === 'dead';
      return dead ? `the task is dead${lastEvents(allocation, task)}` : endOf(allocation);
    },
  });
}

function ofJob(client: NomadClient, jobId: string, limits: WaitLimits & { namespace?: string | undefined }) {
  return {
    ...limits,
    client,
    ...about('Allocation', jobId, (call) =>
      client.jobs.allocations(jobId, { ...call, namespace: limits.namespace }),
    ),
    describe: (stubs: AllocationListStub[]) => liveFirst(stubs).map(inWords).join('; ') || 'no allocations',
  };
}

function ofAllocation(client: NomadClient, id: string, limits: WaitLimits) {
  return {
    ...limits,
    client,
    ...about('Allocation', id, (call) => client.allocations.read(id, call)),
    describe: inWords,
  };
}

function runs(allocation: Allocation): boolean {
  if (allocation.ClientStatus !== 'running') return false;
  const group = allocation.Job?.TaskGroups?.find((each) => each.Name === allocation.TaskGroup);
  const lasting = (group?.Tasks ?? []).filter((task) => {
    const hook = task.Lifecycle?.Hook;
    return !hook || (task.Lifecycle?.Sidecar === true && hook !== 'poststop');
  });
  return lasting.every((task) => {
    const state = allocation.TaskStates?.[task.Name];
    return state?.State === 'running' || (state?.State === 'dead' && !state.Failed);
  });
}

function endOf(allocation: AllocationListStub): string | undefined {
  if (!isTerminal(allocation)) return undefined;
  const failed = Object.entries(allocation.TaskStates ?? {}).filter(([, state]) => state.Failed);
  const why = failed.map(([task]) => `task ${task} failed${lastEvents(allocation, task)}`).join('; ');
  return `the allocation is ${allocation.ClientStatus}${why === '' ? '' : ` (${why})`}`;
}

function lastEvents(allocation: AllocationListStub, task: string): string {
  const events = lastEventsInWords(allocation.TaskStates?.[task]?.Events);
  return events && `, last events: ${events}`;
}

/** What is told of a state is cut: what has ended comes last. */
const liveFirst = (stubs: readonly AllocationListStub[]) =>
  stubs.toSorted((a, b) => Number(isTerminal(a)) - Number(isTerminal(b)));

function inWords(allocation: AllocationListStub): string {
  const tasks = Object.entries(allocation.TaskStates ?? {}).map(
    ([task, state]) => `${task} ${state.State}${state.Failed ? ' failed' : ''} restarts ${state.Restarts}`,
  );
  const { ID, ClientStatus, DesiredStatus } = allocation;
  return `${ID.slice(0, 8)} ${ClientStatus}, desired ${DesiredStatus} [${tasks.join(', ')}]`;
}
