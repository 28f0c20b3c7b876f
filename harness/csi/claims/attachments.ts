import type { ClusterNode, StartedNomadCluster } from '../../cluster/index.ts';
import { allVolumes } from '../driver/hostpath-layout.ts';
import type { VolumeAttachment } from './compare.ts';

/**
 * The nodes that the hostpath driver has a volume attached to, by the driver's own files on the storage that all
 * clients share. Undefined for a volume of another driver, and when no client is up to be asked.
 */
export async function attachmentsOf(
  cluster: StartedNomadCluster,
  externalId: string,
  signal: AbortSignal | undefined,
): Promise<VolumeAttachment[] | undefined> {
  const [node] = await readyMachines(cluster);
  // Ids of the driver's own making have nothing in them that a shell would read otherwise.
  if (!node || !/^[\w.-]+$/.test(externalId)) return undefined;
  const enter = `for at in ${allVolumes}; do cd "$at/${externalId}/attachments" 2>/dev/null && break; done || exit 9`;
  const script = `${enter}; for file in *.json; do [ -e "$file" ] && cat "$file" && echo; done; true`;
  const { exitCode, stdout } = await node.exec(['sh', '-c', script], { signal });
  return exitCode === 0 ? parseAttachments(stdout) : undefined;
}

/** The clients that are `ready`: a machine that is off has no mounts, and answers nothing. */
export async function readyMachines({ nomad, clients }: StartedNomadCluster): Promise<ClusterNode[]> {
  const ready = (await nomad.nodes.list()).filter(({ Status }) => Status === 'ready').map(({ ID }) => ID);
  return clients.filter(({ nomadNodeId }) => ready.includes(nomadNodeId ?? ''));
}

/** Takes from the hostpath driver what it holds attached, as an operator would by hand where Nomad has not detached it. */
export async function detachByHand({ nomad, clients }: StartedNomadCluster, volumeId: string): Promise<void> {
  const { ExternalID } = await nomad.volumes.read(volumeId);
  const script = `for at in ${allVolumes}; do rm -f "$at/$1"/attachments/*.json; done`;
  await clients[0]?.exec(['sh', '-c', script, 'sh', ExternalID]);
}

/** One JSON object a line, as the driver writes them. */
export function parseAttachments(text: string): VolumeAttachment[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => ({ node: (JSON.parse(line) as { nodeId: string }).nodeId }));
}
