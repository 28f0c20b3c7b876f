import type { StartedNomadCluster } from '../cluster/index.ts';
import { readVolumeSpec } from '../csi/index.ts';
import type { WriteRecord } from '../evidence/index.ts';
import { jobPath, runJob } from '../jobs/index.ts';
import type { NomadClient } from '../nomad/index.ts';
import { outputOf } from './output.ts';
import { parseRecords } from './records.ts';

/** A volume that writers write to. */
export interface WrittenVolume {
  id: string;
  mode: 'single-node-writer' | 'multi-node-multi-writer';
}

/** Creates the volume of `jobs/<file>` with this id. */
export async function createVolume(
  nomad: NomadClient,
  id: string,
  file: string,
  vars: Record<string, string>,
): Promise<void> {
  await nomad.volumes.create(await readVolumeSpec(jobPath(file), { volume_id: id, ...vars }));
}

/** A job that holds a volume, as a writer or as a reader. */
export interface Holder {
  role: 'writer' | 'reader';
  job: string;
  /** A regular expression over the names of nodes. */
  node: string;
  /** `service` where it is to be moved when its node is drained; batch unless given. */
  type?: 'service';
}

/** Starts the job of a holder and returns its allocation once it runs. */
export async function startHolder(
  cluster: StartedNomadCluster,
  { id, mode }: WrittenVolume,
  { role, job, node, type }: Holder,
  signal: AbortSignal,
): Promise<string> {
  const vars = { job_id: job, volume_id: id, access_mode: mode, node, ...(type && { type }) };
  const [allocation = ''] = await runJob(cluster, `csi/${role}.nomad.hcl`, vars, {
    until: 'running',
    signal,
  });
  return allocation;
}

/** Every record in a volume that nothing claims, read through a job of this id, so that every unpublish is behind it. */
export async function readBack(
  cluster: StartedNomadCluster,
  { id, mode }: WrittenVolume,
  job: string,
  signal: AbortSignal,
): Promise<WriteRecord[]> {
  const vars = { job_id: job, volume_id: id, access_mode: mode };
  const [reader = ''] = await runJob(cluster, 'csi/records.nomad.hcl', vars, { until: 'ended', signal });
  return parseRecords(await outputOf(cluster.nomad, reader));
}
