import type { ClusterNode, Scope, StartedNomadCluster, Submitted } from '../../harness/index.ts';
import { dynamicHostVolume, keepFile } from './storage.ts';

/** A client of the test's own with a dynamic host volume, and the variables of a job for it. */
export interface VolumeClient {
  node: ClusterNode;
  vars: Record<string, string>;
}

/** Adds such a client. Its volume has the name of the test's others unless another one is given. */
export async function addVolumeClient(
  scope: Scope,
  cluster: StartedNomadCluster,
  source?: string,
): Promise<VolumeClient> {
  scope.needsCluster('dynamic host volumes');
  const node = await scope.addClient();
  return { node, vars: await dynamicHostVolume('single-node-multi-writer', scope, cluster, node, source) };
}

/** Runs `keepFile` on the test's own clients that take new work, with the volume sticky or not, in a folder of its own. */
export async function runWithVolume(
  scope: Scope,
  { vars }: VolumeClient,
  { sticky }: { sticky: boolean },
): Promise<Submitted> {
  const name = sticky ? 'sticky' : 'free';
  const job = await scope.job(keepFile, { ...vars, job_id: scope.name(name), folder: name });
  job.NodePool = scope.id;
  for (const volume of Object.values(job.TaskGroups?.[0]?.Volumes ?? {})) volume.Sticky = sticky;
  return await scope.submit(job);
}
