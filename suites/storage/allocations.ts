import {
  type Allocation,
  type AllocationListStub,
  BehaviourError,
  type ClusterNode,
  fileHashes,
  type NomadClient,
  placementReasons,
  type Scope,
  type StartedNomadCluster,
  type StorageKind,
  waits,
} from '../../harness/index.ts';
import { keepFile, prepareStorage } from './storage.ts';

/** Name → SHA-256 of files in its storage, as an allocation of `keepFile` noted them. */
export interface Files {
  /** What was there when its task started. */
  found: Record<string, string>;
  /** What it put there itself. */
  written: Record<string, string>;
}

/** The files of an allocation of `keepFile`. It has noted them before its main task runs. */
export async function filesOf(nomad: NomadClient, { ID }: { ID: string }): Promise<Files> {
  const noted = async (name: string) => fileHashes(await nomad.allocations.fs.cat(ID, `alloc/${name}`));
  const [found, written] = await Promise.all([noted('found'), noted('written')]);
  if (Object.keys(written).length !== 1) {
    throw new BehaviourError('OUTPUT_MISSING', `allocation ${ID} has not written its file`);
  }
  return { found, written };
}

/** Runs `keepFile` on the clients that the test has added, and returns its allocation and the file that this has written. */
export async function runApart<Kind extends StorageKind>(
  kind: Kind,
  scope: Scope,
  cluster: StartedNomadCluster,
  node: ClusterNode,
): Promise<{ kind: Kind; allocation: Allocation; written: Files['written'] }> {
  const vars = await prepareStorage(kind, scope, cluster, node);
  const job_id = scope.name(kind.replaceAll(/\W+/g, '-'));
  const allocation = await (await scope.runApart(keepFile, { ...vars, job_id })).running();
  const { written } = await filesOf(cluster.nomad, allocation);
  return { kind, allocation, written };
}

/** The allocation by which Nomad has replaced this one, once it runs. */
export async function replacementOf(
  { ID, JobID }: Allocation,
  scope: Scope,
  nomad: NomadClient,
): Promise<Allocation> {
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  const other = (all: AllocationListStub[]) => all.find((each) => each.ID !== ID);
  const next = await waits.allocationsOf(nomad, JobID, other, limits);
  return await waits.allocationRunning(nomad, next.ID, limits);
}

/** The allocations of a job once all of them have ended, and why its evaluations have placed no other. */
export async function placementsOf(
  { JobID }: Allocation,
  scope: Scope,
  nomad: NomadClient,
): Promise<{ allocations: string[]; reasons: string[] }> {
  const ended = (all: AllocationListStub[]) =>
    all.every(({ ClientStatus }) => ClientStatus === 'complete' || ClientStatus === 'lost') ? all : undefined;
  const all = await waits.allocationsOf(nomad, JobID, ended, { timeoutMs: 60_000, signal: scope.signal });
  const reasons = (await nomad.jobs.evaluations(JobID)).flatMap(placementReasons);
  return { allocations: all.map(({ ID }) => ID), reasons };
}

/** Stops the job of an allocation, waits for the end of the allocation, and purges the job. */
export async function endJob(nomad: NomadClient, { ID, JobID }: Allocation): Promise<void> {
  await nomad.jobs.stop(JobID);
  await waits.allocationTerminal(nomad, ID, { timeoutMs: 60_000 });
  await nomad.jobs.stop(JobID, { purge: true });
  await waits.jobGone(nomad, JobID, { timeoutMs: 30_000 });
}
