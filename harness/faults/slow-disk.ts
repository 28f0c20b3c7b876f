import { type ClusterNode, nodePaths } from '../cluster/index.ts';
import type { Fault } from './fault.ts';
import { limitsWrites, limitWrites } from './write-limit.ts';

/** `major:minor` of the disk that the data directory is on: the kernel limits whole disks only. */
const device = [
  `at=$(awk '$5 == "${nodePaths.data}" { print $3 }' /proc/self/mountinfo)`,
  'disk=/sys/dev/block/$at; [ ! -e $disk/partition ] || at=$(cat $disk/../dev)',
].join('; ');

/** A node writes to its disk a few times a second only, as a disk does that others use, too. */
export function diskSlow(node: ClusterNode, writesPerSecond: number): Fault {
  const limit = (writes: number) => node.shell(`${device}; ${limitWrites(writes)}`);
  return {
    name: `disk of ${node.name} slow`,
    available: async () => {
      const can = await node.shell(
        `${device}; { ${limitsWrites()}; } && [ -e "/sys/dev/block/$at" ] || echo no`,
      );
      return can === ''
        ? undefined
        : 'the kernel does not limit the writes of a container here (cgroup blkio or io)';
    },
    inject: () => limit(writesPerSecond),
    undo: () => limit(0),
  };
}
