import { expect, fileHashes, nodeRebooted, test, untilUnmounted } from '../../harness/index.ts';
import { heldVolume, leftIn } from './holder.ts';

const keepFile = 'storage/keep-file.nomad.hcl';

test('a client that was rebooted is the same node with the same files and volumes', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const held = await heldVolume({ cluster, csi, scope });
  const { volumeId, writer, holder, node } = held;
  scope.defer('remove what it has left on the node', () => node.shell(`rm -rf /srv/host-volume/${scope.id}`));
  /** The hashes of files that an allocation has noted in the host volume of this node. */
  const keep = async (when: string, noted: 'found' | 'written') => {
    const where = { volume_type: 'host', source: 'e2e', folder: scope.id, node: `^${node.name}$` };
    const job = await scope.run(keepFile, { ...where, job_id: scope.name(when) });
    const { ID } = await job.running();
    return fileHashes(await nomad.allocations.fs.cat(ID, `alloc/${noted}`));
  };
  const written = await keep('before', 'written');
  expect(Object.keys(written)).toHaveLength(1);

  const fault = await scope.inject(nodeRebooted(node));
  await fault.undo();
  const known = (await nomad.nodes.list()).filter(({ Name }) => Name === node.name);
  expect(known).toMatchObject([{ ID: holder.NodeID, Status: 'ready' }]);
  expect((await writer.ended()).ClientStatus, 'its task did not outlive the reboot').toBe('failed');
  await untilUnmounted(held);
  await csi.free(volumeId);

  expect(await keep('after', 'found')).toMatchObject(written);
  const { records, ...left } = await leftIn(held, { nomad, scope });
  expect(left).toEqual({ writers: [holder.ID], lost: [] });
  expect(records).toShowOneWriterAtATime();
  await csi.free(volumeId);
  const next = await scope.run('csi/put-file.nomad.hcl', { volume_id: volumeId, node: `^${node.name}$` });
  expect((await next.ended()).ClientStatus, 'it takes the volume again').toBe('complete');
});
