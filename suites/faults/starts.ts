import { type ClusterNode, sharedFolder } from '../../harness/index.ts';

/**
 * How often each task of `lifecycle/restarts.nomad.hcl` has started, by its own notes on the node: an agent that lost them could not
 * say.
 */
export async function startsOn(
  node: ClusterNode,
  allocation: { ID: string },
): Promise<Record<string, number>> {
  const notes = `cd ${sharedFolder(allocation)}/data && { wc -l init sidecar main || true; }`;
  const counts = (await node.shell(notes)).matchAll(/^ *(\d+) (init|sidecar|main)$/gm);
  return Object.fromEntries(Array.from(counts, ([, count, task]) => [task, Number(count)]));
}
