import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import type { Fault } from './fault.ts';
import { instanceOn } from './plugin.ts';

/** A file system with less room than this can be filled without harm to the machine. */
const smallBytes = 1024 ** 3;

/**
 * A volume that is not in use gets a disk of so many bytes beneath it on one node, which is full soon: a small tmpfs in the
 * mount namespace of the shared plugin there. What is written meanwhile is gone with it when the fault is undone, for which
 * the volume must be out of use again.
 */
export function smallVolumeDisk(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  { externalId, bytes }: { externalId: string; bytes: number },
): Fault {
  const disk = `/tmp/disk-${externalId}`;
  // The driver tells a volume by the path inside the file system that is mounted.
  const content = `volumes/${externalId}/data`;
  let enter: string | undefined;
  return {
    name: `disk of ${bytes} bytes for volume ${externalId} on ${node.name}`,
    available: () => Promise.resolve(undefined),
    inject: async () => {
      const { ID } = await instanceOn(cluster, node);
      const pid = (await node.shell(`docker inspect -f '{{.State.Pid}}' driver-${ID}`)).trim();
      enter = `nsenter -t ${pid} -m`;
      await node.shell(
        [
          `mkdir -p /proc/${pid}/root${disk}`,
          `${enter} mount -t tmpfs -o size=${bytes},mode=0777 tmpfs ${disk}`,
          `mkdir -p -m 0777 /proc/${pid}/root${disk}/${content}`,
          `${enter} mount -o bind ${disk}/${content} /shared/${content}`,
        ].join(' && '),
      );
    },
    undo: async () => {
      // The driver's image has few commands. A plugin that was started again meanwhile has a namespace of its own, without the disk.
      if (enter) await node.shell(`${enter} sh -c : || exit 0; ${enter} umount /shared/${content} ${disk}`);
    },
  };
}

/** The file system of a node's data directory is full, but for nothing. Only where it has a small one of its own. */
export function dataDirectoryFull(node: ClusterNode): Fault {
  const filler = '/var/lib/nomad/filler';
  const room = async () => Number(await node.shell('df -B1 --output=avail /var/lib/nomad | tail -n 1'));
  return {
    name: `data directory of ${node.name} full`,
    available: async () => {
      const free = await room();
      if (free < smallBytes) return undefined;
      return `the data directory of ${node.name} is on the disk of this machine, which has ${free} bytes free: filling it would stop everything else here`;
    },
    inject: async () => {
      await node.shell(`fallocate -l ${await room()} ${filler}`);
    },
    undo: async () => {
      await node.shell(`rm -f ${filler}`);
    },
  };
}
