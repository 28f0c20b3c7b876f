import type { ClusterNode, StartedNomadCluster } from '../../cluster/index.ts';
import { readVolumeSpec } from '../../csi/index.ts';
import type { WrittenRecords } from '../../evidence/index.ts';
import { jobPath, registerJob, runJob } from '../../jobs/index.ts';
import { waits } from '../../wait/index.ts';
import { parseRecords } from '../../writers/index.ts';
import { lastAcknowledged } from './writers.ts';

export const singleVolume = 'upgrade-single';
/** The job that holds it. */
export const writerJob = 'upgrade-writer';

/** A volume with the jobs that hold it. */
export interface HeldVolume {
  id: string;
  mode: 'single-node-writer' | 'multi-node-multi-writer';
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

const serviceJob = 'upgrade-service';

/** Work in flight, which has no end of its own. */
export const batchJob = 'upgrade-batch';

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
  const run: Run = async (file, vars, count = 1) => {
    await runJob(cluster, file, vars, { count, until: 'running', signal });
    return vars.job_id;
  };
  const jobs = await Promise.all([
    ...volumes.map((volume) => placeHolders(cluster, volume, run)),
    run('upgrade/service.nomad.hcl', { job_id: serviceJob }),
    run('upgrade/batch.nomad.hcl', { job_id: batchJob }),
    run('upgrade/system.nomad.hcl', { job_id: 'upgrade-system' }, clients.length),
  ]);
  await registerJob(cluster, 'upgrade/periodic.nomad.hcl', { job_id: periodicJob });
  return [...jobs.flat(), 'plugin-hostpath'];
}

type Run = (
  file: string,
  vars: { job_id: string; [name: string]: string },
  count?: number,
) => Promise<string>;

async function placeHolders(cluster: StartedNomadCluster, volume: HeldVolume, run: Run): Promise<string[]> {
  const common = { volume_id: volume.id, access_mode: volume.mode };
  const [file, spec] = volume.spec;
  await cluster.nomad.volumes.create(await readVolumeSpec(jobPath(file), { volume_id: volume.id, ...spec }));
  const writers = volume.writers.map(({ job, node }) =>
    run('csi/writer.nomad.hcl', { ...common, job_id: job, node, type: 'service' }),
  );
  const readers = volume.readers.map(({ job, node }) =>
    run('csi/reader.nomad.hcl', { ...common, job_id: job, node, type: 'service' }),
  );
  return await Promise.all([...writers, ...readers]);
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
  { id, mode, writers, readers }: HeldVolume,
  signal: AbortSignal,
): Promise<WrittenRecords> {
  const { nomad } = cluster;
  const stopped = await Promise.all(writers.map(({ job }) => stopJob(cluster, job, signal)));
  await Promise.all(readers.map(({ job }) => stopJob(cluster, job, signal)));
  const acknowledged = await Promise.all(
    stopped.flat().map(async (allocation) => await acknowledgedBy(cluster, allocation, signal)),
  );
  const limits = { timeoutMs: 60_000, signal };
  await waits.volumeClaims(nomad, id, (claims) => claims.length === 0, limits);
  const vars = { job_id: `${id}-records`, volume_id: id, access_mode: mode };
  const [reader = ''] = await runJob(cluster, 'csi/records.nomad.hcl', vars, { until: 'ended', signal });
  const records = parseRecords(await nomad.allocations.fs.cat(reader, 'alloc/output'));
  const singleWriter = mode === 'single-node-writer';
  return { volume: id, singleWriter, records, acknowledged: Object.fromEntries(acknowledged.flat()) };
}

/**
 * Nothing for a writer that was placed and stopped before it started, as when a drain was followed by the next, and for one
 * that left no number.
 */
async function acknowledgedBy(
  { nomad }: StartedNomadCluster,
  allocation: string,
  signal: AbortSignal,
): Promise<[allocation: string, sequence: number][]> {
  const { TaskStates } = await nomad.allocations.read(allocation);
  const started = TaskStates?.write?.Events?.some(({ Type }) => Type === 'Started');
  const sequence = started ? await lastAcknowledged(nomad, allocation, signal) : undefined;
  return sequence === undefined ? [] : [[allocation, sequence]];
}
