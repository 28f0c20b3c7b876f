import {
  type Allocation,
  type AllocationListStub,
  acknowledgedFile,
  type ClusterNode,
  type CsiFixture,
  deadline,
  type Job,
  missingRecords,
  type NomadClient,
  pluginReached,
  recordsFile,
  recordsIn,
  type Scope,
  type StartedNomadCluster,
  type Submitted,
  type WriteRecord,
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

/** The fixtures that a held volume is made with. */
export interface Fixtures {
  cluster: StartedNomadCluster;
  csi: CsiFixture;
  scope: Scope;
}

/** A new single-node-writer volume and a writer on it, which goes on until it is stopped. */
export async function heldVolume(
  { cluster, csi, scope }: Fixtures,
  { shape = () => {}, on = '.*', pluginId }: HeldOptions = {},
): Promise<Held> {
  await csi.healthy();
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
  const file = recordsFile(externalId, holder.ID);
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
export async function completed(scope: Scope, { jobId }: Submitted): Promise<AllocationListStub> {
  const isDone = ({ ClientStatus }: AllocationListStub) => ClientStatus === 'complete';
  return await scope.waits.allocationsOf(jobId, (all) => all.find(isDone));
}

/** What is in a volume, as another job reads it that can claim it now. */
export interface Left {
  records: WriteRecord[];
  /** Ids of the allocations that wrote, in the order in which they began. */
  writers: string[];
  /** What the writer wrote or acknowledged, and is not there. */
  lost: string[];
}

/** What a writer has left in its volume. What it had acknowledged is asked of `nomad`: while one server is lost, another. */
export async function leftIn(
  { volumeId, holder }: Held,
  { nomad, scope }: { nomad: NomadClient; scope: Scope },
): Promise<Left> {
  const acknowledged = Number(await nomad.allocations.fs.cat(holder.ID, acknowledgedFile));
  const records = await recordsIn(volumeId, { nomad, scope });
  const spans = writerSpans(records);
  const found = spans.find(({ allocation }) => allocation === holder.ID)?.records ?? 0;
  const short = `${found} records of ${holder.ID}, which had acknowledged ${acknowledged}`;
  return {
    records,
    writers: spans.map(({ allocation }) => allocation),
    lost: [...missingRecords(records), ...(found >= acknowledged ? [] : [short])],
  };
}
