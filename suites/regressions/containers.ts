import type { Allocation, ClusterNode } from '../../harness/index.ts';

/** A container of the node's engine, as `docker inspect` shows it. */
export interface Container {
  Id: string;
  Created: string;
  Mounts: { Destination: string }[];
}

/** The running containers of a docker task, by the name that Nomad gives them: `<task>-<allocation id>`. */
export async function containersOf(
  node: ClusterNode,
  { ID }: Pick<Allocation, 'ID'>,
  task: string,
): Promise<Container[]> {
  const found = await node.shell(`docker ps --quiet --no-trunc --filter name=^/${task}-${ID}$`);
  const ids = found.split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  return JSON.parse(await node.shell(`docker inspect ${ids.join(' ')}`)) as Container[];
}
