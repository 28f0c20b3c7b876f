import { layoutIn } from '../../fixtures/csi-hostpath/layout.ts';
import { type ClusterNode, nodePaths, type StartedNomadCluster } from '../cluster/index.ts';
import type { Fault } from './fault.ts';
import { instanceOn } from './plugin.ts';

/** A file system with less room than this can be filled without harm to the machine. */
const smallBytes = 2 * 1024 ** 3;

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
  const content = layoutIn('').volume(externalId).data;
  let enter: string | undefined;
  return {
    name: `disk of ${bytes} bytes for volume ${externalId} on ${node.name}`,
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

const { data } = nodePaths;
const filler = `${data}/filler`;
const roomOn = async (node: ClusterNode) =>
  Number(await node.shell(`df -B1 --output=avail ${data} | tail -n 1`));
const fill = async (node: ClusterNode) => node.shell(`fallocate -l ${await roomOn(node)} ${filler}`);

/** The file system of a node's data directory has no space left. Only for a node with a small file system of its own. */
export function dataDirectoryFull(node: ClusterNode): Fault {
  return {
    name: `data directory of ${node.name} full`,
    available: async () => {
      const free = await roomOn(node);
      if (free < smallBytes) return undefined;
      return `the data directory of ${node.name} is on the disk of this machine, which has ${free} bytes free: filling it would stop everything else here`;
    },
    inject: () => fill(node),
    undo: () => node.shell(`rm -f ${filler}`),
  };
}

/**
 * The data directory of a server is full: it is moved to a small file system while the server's agent is ended for a
 * moment, and back when the fault is undone. If it was the leader, it loses leadership.
 */
export function serverDataFull(node: ClusterNode): Fault {
  const aside = '/mnt/data-on-disk';
  const roomBytes = 8 * 1024 ** 2;
  const isMoved = `mountpoint -q ${aside}`;
  return {
    name: `data directory of ${node.name} full`,
    available: async () => (node.role === 'server' ? undefined : `${node.name} is no server`),
    inject: async () => {
      await node.agent.end(30_000);
      await node.shell(
        [
          `mkdir -p ${aside}`,
          // Private: the next mount would cover it, too.
          `mount --bind ${data} ${aside} && mount --make-private ${aside}`,
          `mount -t tmpfs -o size=$(($(du -s --block-size=1 ${aside} | cut -f1) + ${roomBytes})) tmpfs ${data}`,
          `cp -a ${aside}/. ${data}/`,
        ].join(' && '),
      );
      await node.agent.start();
      await fill(node);
    },
    undo: async () => {
      await node.shell(`rm -f ${filler}`);
      await node.agent.end(30_000);
      await node.shell(`! ${isMoved} || { cp -a ${data}/. ${aside}/ && umount ${data} && umount ${aside}; }`);
      await node.agent.start();
    },
    // Kept by the log: the agent itself goes on as if it could write.
    evidence: async () => ({
      refusedWrites: Number(
        await node.shell(`grep -c 'no space left on device' ${nodePaths.agentLog} || true`),
      ),
    }),
  };
}
