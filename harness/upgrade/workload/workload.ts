import type { ClusterNode, StartedNomadCluster } from '../../cluster/index.ts';
import { sharedPluginJob, volumeFree } from '../../csi/index.ts';
import { allowsOneWriter, type WrittenRecords } from '../../evidence/index.ts';
import { registerJob, runJob } from '../../jobs/index.ts';
import { waits } from '../../wait/index.ts';
import {
  acknowledgedBy,
  createVolume,
  readBack,
  startHolder,
  type WrittenVolume,
} from '../../writers/index.ts';

export const singleVolume = 'upgrade-single';
/** The job that holds it. */
export const writerJob = 'upgrade-writer';

/** A volume with the jobs that hold it. */
export interface HeldVolume extends WrittenVolume {
  writers: { job: string; node: string }[];
  readers: { job: string; node: string }[];
  /** Its specification, with the variables to fill in. */
  spec: [file: string, vars: Record<string, string>];
}

/**
 * A single writer anywhere; a writer on each client but the last, whose reader is alone: a driver may refuse to attach
 * one volume to one node both writable and read-only (CSI spec, ControllerPublishVolume, ALREADY_EXISTS). With `attach`
 * other than `exclusive` the driver lets a second node attach the single writer's volume.
 */
export function heldVolumes(clients: readonly ClusterNode[], attach: 'exclusive' | 'any'): HeldVolume[] {
  const names = clients.map(({ name }) => name);
  const only = (name: string | undefined) => `^${name}$`;
  return [
    {
      id: singleVolume,
      mode: 'single-node-writer',
      writers: [{ job: writerJob, node: '.*' }],
      readers: [],
      spec: ['upgrade/exclusive.volume.hcl', { attach }],
    },
    {
      id: 'upgrade-multi',
      mode: 'multi-node-multi-writer',
      writers: names.slice(0, -1).map((name) => ({ job: `upgrade-writer-${name}`, node: only(name) })),
      readers: [{ job: 'upgrade-reader', node: only(names.at(-1)) }],
      spec: ['csi/volume.volume.hcl', { access_mode: 'multi-node-multi-writer' }],
    },
  ];
}

export const serviceJob = 'upgrade-service';

/** Work in flight, which has no end of its own. */
export const batchJob = 'upgrade-batch';

/** On every client that took work when it was placed. */
export const systemJob = 'upgrade-system';

/** Launched by Nomad's leader every 10 s. */
export const periodicJob = 'upgrade-periodic';

/**
 * Places what an operator would have running: writers and readers on CSI volumes, a service with sidecar and poststop,
 * batch, system and periodic jobs, by three drivers. `clients` are those that take work now. Returns the ids of the jobs
 * that must go on untouched.
 */
export async function placeWorkload(
  cluster: StartedNomadCluster,
  {
    clients,
    volumes,
    signal,
  }: { clients: readonly ClusterNode[]; volumes: readonly HeldVolume[]; signal: AbortSignal },
): Promise<string[]> {
  const items = { word: 'kept' };
  await cluster.nomad.variables.put({ Path: `nomad/jobs/${serviceJob}`, Items: items });
  const run = async (file: string, job_id: string, count = 1) => {
    await runJob(cluster, file, { job_id }, { count, until: 'running', signal });
    return job_id;
  };
  const jobs = await Promise.all([
    ...volumes.map((volume) => placeHolders(cluster, volume, signal)),
    run('upgrade/service.nomad.hcl', serviceJob),
    run('upgrade/batch.nomad.hcl', batchJob),
    run('upgrade/system.nomad.hcl', systemJob, clients.length),
  ]);
  await registerJob(cluster, 'upgrade/periodic.nomad.hcl', { job_id: periodicJob });
  return [...jobs.flat(), sharedPluginJob];
}

async function placeHolders(
  cluster: StartedNomadCluster,
  volume: HeldVolume,
  signal: AbortSignal,
): Promise<string[]> {
  const [file, vars] = volume.spec;
  await createVolume(cluster.nomad, volume.id, file, vars);
  const all = [
    ...volume.writers.map((each) => ({ role: 'writer', type: 'service', ...each }) as const),
    ...volume.readers.map((each) => ({ role: 'reader', type: 'service', ...each }) as const),
  ];
  await Promise.all(all.map((holder) => startHolder(cluster, volume, holder, signal)));
  return all.map(({ job }) => job);
}

/** Stops the writers and reads their volumes through jobs of their own, so that every unpublish is behind it. */
export async function readVolumes(
  cluster: StartedNomadCluster,
  volumes: readonly HeldVolume[],
  signal: AbortSignal,
): Promise<WrittenRecords[]> {
  return await Promise.all(volumes.map((volume) => readVolume(cluster, volume, signal)));
}

/** Stops the service and returns the allocations whose poststop task did not end well after it. */
export async function brokenPoststops(cluster: StartedNomadCluster, signal: AbortSignal): Promise<string[]> {
  const ended = await stopJob(cluster, serviceJob, signal);
  const allocations = await Promise.all(ended.map((id) => cluster.nomad.allocations.read(id)));
  return allocations
    .filter(({ TaskStates }) => TaskStates?.after?.State !== 'dead' || TaskStates.after.Failed)
    .map(({ ID }) => ID);
}

async function stopJob({ nomad }: StartedNomadCluster, job: string, signal: AbortSignal): Promise<string[]> {
  await nomad.jobs.stop(job);
  const allocations = await nomad.jobs.allocations(job);
  const limits = { timeoutMs: 60_000, signal };
  await Promise.all(allocations.map(({ ID }) => waits.allocationTerminal(nomad, ID, limits)));
  return allocations.map(({ ID }) => ID);
}

async function readVolume(
  cluster: StartedNomadCluster,
  volume: HeldVolume,
  signal: AbortSignal,
): Promise<WrittenRecords> {
  const { nomad } = cluster;
  const { id, mode, writers, readers } = volume;
  const stopped = await Promise.all(writers.map(({ job }) => stopJob(cluster, job, signal)));
  await Promise.all(readers.map(({ job }) => stopJob(cluster, job, signal)));
  const acknowledged = await acknowledgedBy(nomad, stopped.flat(), { signal });
  await volumeFree(nomad, id, { signal });
  const records = await readBack(cluster, volume, `${id}-records`, signal);
  return { volume: id, singleWriter: allowsOneWriter([mode]), records, acknowledged };
}
