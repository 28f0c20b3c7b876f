import type { Allocation, ClusterNode, Scope, StartedNomadCluster, Submitted } from '../../harness/index.ts';
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

interface Wanted {
  /** A client with another volume of the name, which takes no new work meanwhile. */
  beside: VolumeClient;
  sticky: boolean;
}

/** Runs `keepFile` with the volume of one client, in a folder of its own, and returns its job with the allocation that runs. */
export async function placedOn(
  { vars }: VolumeClient,
  { beside, sticky }: Wanted,
  scope: Scope,
  { nomad }: StartedNomadCluster,
): Promise<{ job: Submitted; allocation: Allocation }> {
  const name = sticky ? 'sticky' : 'free';
  const job = await scope.job(keepFile, { ...vars, job_id: scope.name(name), folder: name });
  job.NodePool = scope.id;
  for (const volume of Object.values(job.TaskGroups?.[0]?.Volumes ?? {})) volume.Sticky = sticky;
  const { nomadNodeId = '' } = beside.node;
  await nomad.nodes.eligibility(nomadNodeId, 'ineligible');
  const submitted = await scope.submit(job);
  const allocation = await submitted.running();
  await nomad.nodes.eligibility(nomadNodeId, 'eligible');
  return { job: submitted, allocation };
}
