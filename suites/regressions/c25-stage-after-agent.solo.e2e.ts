import { expect, test } from '../../harness/index.ts';

const access_mode = 'multi-node-multi-writer';

// nomad#25813: an agent that was restarted does not know how many of its allocations use a volume.
test('a volume stays staged for one allocation when another one of its node ends after a restart of the agent', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it restarts a client agent');
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { access_mode });
  const writer = (name: string, node: string) =>
    scope.run('csi/writer.nomad.hcl', { volume_id, access_mode, node, job_id: scope.name(name) });
  const first = await writer('first', '.*');
  const { NodeID } = await first.running();
  const node = cluster.nodeByNomadId(NodeID);
  await (await writer('second', `^${node.name}$`)).running();

  await node.agent.restart();
  await scope.waits.nodeReady(NodeID);
  await csi.healthy();
  await nomad.jobs.stop(first.jobId);
  await scope.waits.volumeClaims(volume_id, ({ length }) => length === 1);

  const { mounts = [] } = await csi.audit(volume_id);
  const kinds = mounts.map(({ kind }) => kind).sort();
  scope.knownBug('C25', () => expect(kinds, 'mounts of the volume').toEqual(['publish', 'stage']));
});
