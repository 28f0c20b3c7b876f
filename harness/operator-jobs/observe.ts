import { onClients, type StartedNomadCluster } from '../cluster/index.ts';
import { auditClaims } from '../csi/index.ts';
import {
  events,
  historyOf,
  type Ledger,
  type OperatorAllocation,
  type OperatorClaims,
} from '../evidence/index.ts';
import type { Allocation, AllocationListStub, Job } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

/** A job, or a volume, in its namespace. */
export interface InNamespace {
  id: string;
  namespace: string;
}

/** A job's id and namespace. */
export function inNamespace({ ID, Namespace = 'default' }: Pick<Job, 'ID' | 'Namespace'>): InNamespace {
  return { id: ID, namespace: Namespace };
}

export interface Watched {
  jobs: readonly InNamespace[];
  volumes: readonly InNamespace[];
}

/** How long the claim of an ended allocation may stay; the stated bound of a release. */
export const releaseBoundMs = 60_000;

/** Writes every allocation of the jobs (kind `own-allocation`) and every volume's claims (kind `own-claims`) down. */
export async function observe(
  cluster: StartedNomadCluster,
  { jobs, volumes }: Watched,
  { step, ledger, signal }: { step: string; ledger: Ledger; signal: AbortSignal },
): Promise<void> {
  // Who runs before and after a volume is read has to be in its claims; a task may start or end meanwhile.
  const before = runningOf(await stubsOf(cluster, jobs));
  const claims = await Promise.all(volumes.map((volume) => claimsOf(cluster, volume, step, signal)));
  const stubs = await stubsOf(cluster, jobs);
  const allocations = await Promise.all(stubs.map(({ ID }) => cluster.nomad.allocations.read(ID)));
  for (const allocation of allocations) ledger.append(events.operatorAllocation, recordOf(allocation, step));
  const holders = runningOf(allocations).filter((id) => before.includes(id));
  for (const each of claims) ledger.append(events.operatorClaims, { ...each, holders });
  ledger.append(events.operatorObserved, { step });
}

/** The allocations of the jobs and of their launches and dispatches, on the cluster's own clients. */
export async function stubsOf(
  { nomad, clients }: Pick<StartedNomadCluster, 'nomad' | 'clients'>,
  jobs: readonly InNamespace[],
): Promise<AllocationListStub[]> {
  const all = await Promise.all(
    (await withChildren({ nomad }, jobs)).map(({ id, namespace }) =>
      nomad.jobs.allocations(id, { namespace }),
    ),
  );
  return onClients({ clients }, all.flat());
}

/** The jobs with those that Nomad has made of them: `<id>/periodic-…` and `<id>/dispatch-…`. */
export async function withChildren(
  { nomad }: Pick<StartedNomadCluster, 'nomad'>,
  jobs: readonly InNamespace[],
): Promise<InNamespace[]> {
  const children = await Promise.all(
    jobs.map(async ({ id, namespace }) =>
      (await nomad.jobs.list(`${id}/`, { namespace })).map((child) => ({ id: child.ID, namespace })),
    ),
  );
  return [...jobs, ...children.flat()];
}

async function claimsOf(
  cluster: StartedNomadCluster,
  { id, namespace }: InNamespace,
  step: string,
  signal: AbortSignal,
): Promise<Omit<OperatorClaims, 'holders'>> {
  // An allocation that has just ended may hold its claim for a while; when it stays, the audit below reports it.
  await waits
    .volumeClaims(cluster.nomad, id, (claims) => claims.every(({ ended }) => !ended), {
      timeoutMs: releaseBoundMs,
      signal,
      namespace,
    })
    .catch(() => signal.throwIfAborted());
  const { claims, differences, accessMode } = await auditClaims(cluster, id, { signal, namespace });
  return { step, volume: id, namespace, accessMode, claims, differences };
}

function recordOf(allocation: Allocation, step: string): OperatorAllocation {
  const history = historyOf(allocation);
  return {
    ...history,
    step,
    namespace: allocation.Namespace ?? 'default',
    name: allocation.Name,
    group: allocation.TaskGroup,
    desired: allocation.DesiredStatus,
    index: allocation.CreateIndex,
    tasks: history.tasks.map((task) => ({
      ...task,
      state: allocation.TaskStates?.[task.task]?.State ?? '',
      failed: allocation.TaskStates?.[task.task]?.Failed ?? false,
    })),
  };
}

const runningOf = (all: readonly AllocationListStub[]) =>
  all
    .filter(({ ClientStatus, DesiredStatus }) => ClientStatus === 'running' && DesiredStatus === 'run')
    .map(({ ID }) => ID);
