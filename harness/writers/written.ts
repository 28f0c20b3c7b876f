import type { StartedNomadCluster } from '../cluster/index.ts';
import { hostpathLayout } from '../csi/index.ts';
import { withDeadline } from '../deadline.ts';

/** The file in the storage that a writer of `jobs/csi/writer.nomad.hcl` flushes its records to; either id may be `*`. */
export function recordsFile(externalId: string, allocation: string): string {
  return `${hostpathLayout.volume(externalId).data}/records-${allocation}`;
}

/**
 * Returns when a writer has acknowledged so many records, by its file in the storage.
 *
 * @throws BehaviourError WAIT_TIMEOUT after 30 s, with how many it has and the last
 */
export async function untilWritten(
  cluster: StartedNomadCluster,
  { volume, writer, count }: { volume: string; writer: string; count: number },
  signal: AbortSignal,
): Promise<void> {
  const { nomad } = cluster;
  const [{ NodeID }, { ExternalID }] = await Promise.all([
    nomad.allocations.read(writer),
    nomad.volumes.read(volume),
  ]);
  const file = recordsFile(ExternalID, writer);
  const node = cluster.nodeByNomadId(NodeID);
  // One more: a record is begun only when the one before is acknowledged.
  const script = `tail -n +1 -F ${file} 2>/dev/null | sed -n ${count + 1}q`;
  const what = `${count} records of the writer ${writer} in volume ${volume}`;
  const lastSeen = () => node.shell(`wc -l ${file}; tail -n 1 ${file}`);
  await withDeadline({ what, ms: 30_000, signal, lastSeen }, (limit) =>
    node.shell(script, { signal: limit }),
  );
}
