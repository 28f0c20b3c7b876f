import {
  type Allocation,
  type AllocationListStub,
  type ClusterNode,
  deadline,
  ensurePlugin,
  expect,
  type Job,
  missingRecords,
  type NomadClient,
  overlappingWriters,
  pluginReached,
  recordsIn,
  type Scope,
  type StartedNomadCluster,
  type Submitted,
  waits,
  withDeadline,
  writerSpans,
} from '../../harness/index.ts';

/** A volume with a writer that holds it. */
export interface Held {
  volumeId: string;
  /** CSI's id of the volume. */
  externalId: string;
  writer: Submitted;
  holder: Allocation;
  node: ClusterNode;
}

interface HeldOptions {
  /** Changes the writer's job before it is registered. */
  shape?: (job: Job) => void;
  /** Name of the node that it has to run on. */
  on?: string;
  /** The driver, the shared one unless given. */
  pluginId?: string;
}

/** A new single-node-writer volume and a writer on it, which goes on until it is stopped. */
export async function heldVolume(
  cluster: StartedNomadCluster,
  scope: Scope,
  { shape = () => {}, on = '.*', pluginId }: HeldOptions = {},
): Promise<Held> {
  await ensurePlugin(cluster);
  // The test before may just have made it crash.
  await pluginReached(cluster);
  const { ID: volumeId, ExternalID: externalId = '' } = await scope.volume(
    'csi/volume.volume.hcl',
    pluginId === undefined ? {} : { plugin_id: pluginId },
  );
  const job = await scope.job('csi/writer.nomad.hcl', { volume_id: volumeId, node: `^${on}$` });
  shape(job);
  const writer = await scope.submit(job);
  const holder = await writer.running();
  return { volumeId, externalId, writer, holder, node: cluster.nodeByNomadId(holder.NodeID) };
}

/**
 * Returns when the writer has written `count` more records, ten a second. By its file in the storage, read on the
 * node: Nomad may not reach the task while a fault holds.
 */
export async function writesOn({ node, externalId, holder }: Held, count: number): Promise<void> {
  const file = `/srv/csi-shared/volumes/${externalId}/data/records-${holder.ID}`;
  const what = `${count} more records of the writer ${holder.ID}`;
  const lastSeen = () => node.shell(`wc -l ${file}; tail -n 1 ${file}`);
  await withDeadline({ what, ms: 30_000, lastSeen }, (signal) =>
    node.shell(`tail -n 0 -f ${file} | sed -n ${count}q`, { signal }),
  );
}

/** Whether a server gets through to the client's agent of an allocation, within 2 s. */
export async function reachOf(nomad: NomadClient, { ID }: Allocation): Promise<'reached' | 'unreached'> {
  const call = { signal: deadline({ what: `answer of the client of ${ID}`, ms: 2000 }) };
  const answer = nomad.allocations.fs.list(ID, '/', call);
  return await answer.then(
    () => 'reached',
    () => 'unreached',
  );
}

/**
 * The allocation of a job that ends well, of those that Nomad makes of it in 60 s: the first can fail at once where the
 * driver has just been restarted.
 */
export async function completed(nomad: NomadClient, { jobId }: Submitted): Promise<AllocationListStub> {
  const isDone = ({ ClientStatus }: AllocationListStub) => ClientStatus === 'complete';
  return await waits.allocationsOf(nomad, jobId, (all) => all.find(isDone), { timeoutMs: 60_000 });
}

/**
 * Another job can claim the volume now; it finds every record that these writers had acknowledged, without a hole, and
 * none that two wrote at once.
 */
export async function expectIntact(
  nomad: NomadClient,
  scope: Scope,
  volumeId: string,
  holders: Allocation[],
) {
  const acknowledged = await Promise.all(
    holders.map(({ ID }) => nomad.allocations.fs.cat(ID, 'write/local/acknowledged')),
  );
  const records = await recordsIn(volumeId, { nomad, scope });
  const spans = writerSpans(records);
  expect(spans.map(({ allocation }) => allocation)).toEqual(holders.map(({ ID }) => ID));
  for (const [at, last] of acknowledged.entries())
    expect(spans[at]?.records).toBeGreaterThanOrEqual(Number(last));
  expect(missingRecords(records)).toEqual([]);
  expect(overlappingWriters(records)).toEqual([]);
}
