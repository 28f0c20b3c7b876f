import { endTask, expect, type NomadClient, test } from '../../harness/index.ts';
import { containersOf } from './containers.ts';

// nomad#17840: the returning agent asked for the volume before it had found its plugin, and failed the allocation.
test("a volume's consumer outlives a kill of its agent", async ({ cluster, csi, nomad, scope }) => {
  scope.needsMachines('it kills a client agent');
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();
  const node = cluster.nodeByNomadId(holder.NodeID);
  const [born] = await containersOf(node, holder, 'write');
  const known = await pluginSeen(nomad, holder.NodeID);

  await node.agent.restart({ with: 'KILL' });
  await scope.waits.until({
    what: `plugin found by the new agent of ${node.name}`,
    source: {
      read: () => pluginSeen(nomad, holder.NodeID),
      wakes: ({ Topic }) => Topic === 'Node',
    },
    until: (seen) => (seen !== undefined && seen !== known ? true : undefined),
    timeoutMs: 90_000,
  });

  const [still] = await containersOf(node, holder, 'write');
  const end = await endTask(nomad, holder, 'write').then(
    () => writer.ended(),
    () => nomad.allocations.read(holder.ID),
  );
  // A consumer that the returning agent has failed keeps its claim, which that agent knows nothing of.
  if (end.ClientStatus === 'failed') await nomad.volumes.deregister(volume_id, { force: true });
  scope.knownBug('C3', () => {
    expect(`${end.ID} ${end.ClientStatus}`).toBe(`${holder.ID} complete`);
    expect(still?.Id, 'the container after the restart').toBe(born?.Id);
  });
});

/** When the node's agent last found its plugin healthy; undefined while it has not. */
async function pluginSeen(nomad: NomadClient, nodeId: string): Promise<string | undefined> {
  const { CSINodePlugins } = await nomad.nodes.read(nodeId);
  const plugin = CSINodePlugins?.hostpath;
  return plugin?.Healthy ? plugin.UpdateTime : undefined;
}
