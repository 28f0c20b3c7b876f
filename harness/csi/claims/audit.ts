import type { StartedNomadCluster } from '../../cluster/index.ts';
import { EnvironmentError } from '../../errors.ts';
import type { ClaimDifference, VolumeClaim } from '../../evidence/index.ts';
import { type CsiVolume, claimsOf } from '../../nomad/index.ts';
import { attachmentsOf, readyMachines } from './attachments.ts';
import { compareHoldings, type VolumeHoldings } from './compare.ts';
import { type VolumeMount, volumeMounts } from './mounts.ts';

/** What Nomad and every client node hold of one volume, and where they disagree. */
export interface ClaimAudit extends VolumeHoldings {
  volumeId: string;
  /** Of the present claims; empty while there is none. */
  accessMode: string;
  /** What could not be looked at; empty on machines of our own. */
  unseen: ('mounts' | 'attachments')[];
  differences: ClaimDifference[];
}

/**
 * Compares Nomad's claims of a volume with the mounts inside each client node, and with the attachments of the hostpath
 * driver. Those of another driver are left out: CSI has no call that lists them without LIST_VOLUMES_PUBLISHED_NODES.
 *
 * In a cluster that was attached to only the claims can be looked at; `unseen` says so.
 *
 * @throws NomadApiError when the volume is unknown, EnvironmentError NODE_MOUNTS_UNREADABLE when a node cannot be read.
 */
export async function auditClaims(
  cluster: StartedNomadCluster,
  volumeId: string,
  { signal, namespace }: { signal?: AbortSignal; namespace?: string } = {},
): Promise<ClaimAudit> {
  const [volume, mounts] = await Promise.all([
    cluster.nomad.volumes.read(volumeId, namespace ? { namespace } : {}),
    cluster.attached ? undefined : mountsOf(cluster, volumeId, signal),
  ]);
  const attachments = cluster.attached ? undefined : await attachmentsOf(cluster, volume.ExternalID, signal);
  const held = { claims: namedClaims(volume, nodeNames(cluster)), mounts, attachments };
  const unseen = (['mounts', 'attachments'] as const).filter((side) => held[side] === undefined);
  return { volumeId, accessMode: volume.AccessMode, ...held, unseen, differences: compareHoldings(held) };
}

/** The claims of a volume by Nomad's answer, `node` by name where the cluster knows the node. */
function namedClaims(volume: CsiVolume, names: Map<string, string>): VolumeClaim[] {
  return claimsOf(volume).map(({ allocationId, mode, nodeId = '', ended }) => ({
    ...{ allocationId, mode, node: names.get(nodeId) ?? nodeId, ended },
  }));
}

function nodeNames(cluster: StartedNomadCluster): Map<string, string> {
  return new Map(cluster.nodes.map((node) => [node.nomadNodeId ?? '', node.name]));
}

async function mountsOf(
  cluster: StartedNomadCluster,
  volumeId: string,
  signal: AbortSignal | undefined,
): Promise<VolumeMount[]> {
  const perNode = await Promise.all(
    (await readyMachines(cluster)).map(async (node) => {
      const { exitCode, stdout, stderr } = await node.exec(['cat', '/proc/self/mountinfo'], { signal });
      if (exitCode === 0) return volumeMounts(node.name, stdout);
      const message = `cannot read the mounts of ${node.name}`;
      throw new EnvironmentError('NODE_MOUNTS_UNREADABLE', message, { observed: stderr });
    }),
  );
  return perNode.flat().filter((mount) => mount.volumeId === volumeId);
}
