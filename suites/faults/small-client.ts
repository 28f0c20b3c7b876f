import { type ClusterNode, forgetClient } from '../../harness/index.ts';
import type { Fixtures } from './holder.ts';

/** Room for the few groups of a test, each with 300 MB of ephemeral disk, Nomad’s default. */
const dataBytes = 1_600_000_000;

/** One more client, with the driver, whose data directory has a small file system of its own. Gone at the end of the test. */
export async function smallClient({ cluster, csi, scope }: Fixtures): Promise<ClusterNode> {
  const node = await cluster.addClient({ dataBytes });
  scope.defer(`take ${node.name} out again`, () => forgetClient(cluster, node, { timeoutMs: 60_000 }));
  await csi.healthy();
  return node;
}
