import {
  type AllocationListStub,
  type ClusterNode,
  placementReasons,
  type StorageKind,
  waits,
} from '../../harness/index.ts';
import { type Files, filesOf } from './files.ts';
import { type Fixtures, storageOf } from './kinds.ts';

/** A running allocation that keeps a file in storage of some kind. */
export interface Keeper extends Files {
  kind: StorageKind;
  ID: string;
  JobID: string;
}

export interface Place {
  node: ClusterNode;
  /** The other nodes of the pool, where keepers may go later. */
  others: readonly ClusterNode[];
  pool: string;
}

/**
 * Places a keeper of each kind on one node that they may leave again: the others take no work meanwhile, so no other
 * test may use these nodes.
 */
export async function keepersOn(
  { node, others, pool }: Place,
  kinds: readonly StorageKind[],
  fixtures: Fixtures,
): Promise<Keeper[]> {
  const { nomad, scope } = fixtures;
  const set = (eligibility: 'eligible' | 'ineligible') =>
    Promise.all(others.map(({ nomadNodeId = '' }) => nomad.nodes.eligibility(nomadNodeId, eligibility)));
  scope.defer('let the other nodes take work again', () => set('eligible'));
  await set('ineligible');
  const keepers = await Promise.all(
    kinds.map(async (kind) => {
      const { file, vars } = await storageOf(kind, fixtures, node);
      const job = await scope.job(file, { ...vars, job_id: scope.name(kind.replaceAll(/\W+/g, '-')) });
      const { ID, JobID } = await (await scope.submit({ ...job, NodePool: pool })).running();
      return { kind, ID, JobID, ...(await filesOf(nomad, { ID })) };
    }),
  );
  await set('eligible');
  return keepers;
}

/** The allocation that took the place of a keeper, once it runs, and the files that it has. */
export async function successorOf(
  { ID, JobID }: Keeper,
  { nomad, scope }: Fixtures,
): Promise<AllocationListStub & Files> {
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  const pick = (all: AllocationListStub[]) => all.find((each) => each.ID !== ID);
  const next = await waits.allocationsOf(nomad, JobID, pick, limits);
  const running = await waits.allocationRunning(nomad, next.ID, limits);
  return { ...running, ...(await filesOf(nomad, next)) };
}

/**
 * Why Nomad has not replaced a keeper: the reasons of its job's evaluations, once the keeper has ended.
 * @throws Error when there is a successor
 */
export async function notReplaced({ ID, JobID }: Keeper, { nomad, scope }: Fixtures): Promise<string[]> {
  const ended = (all: AllocationListStub[]) =>
    all.every(({ ClientStatus }) => ClientStatus === 'complete' || ClientStatus === 'lost') ? all : undefined;
  const all = await waits.allocationsOf(nomad, JobID, ended, { timeoutMs: 60_000, signal: scope.signal });
  if (all.length !== 1) throw new Error(`allocation ${ID} of ${JobID} was replaced`);
  return (await nomad.jobs.evaluations(JobID)).flatMap(placementReasons);
}
