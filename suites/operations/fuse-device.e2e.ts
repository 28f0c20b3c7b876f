import { expect, test } from '../../harness/index.ts';

test('the device of a FUSE driver is for its node and the driver alone', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it opens a device of the node');
  scope.needsDriver({ own: true, mounts: 'driver' });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const { ID, NodeID } = await (await scope.run('csi/holder.nomad.hcl', { volume_id })).running();
  // Made by its number: whether the task sees the file says nothing of the right to open it.
  const opened = async (device: string, numbers: string) => {
    const script = `mknod /tmp/${device} c ${numbers} && { : <>/tmp/${device}; } 2>&1 && echo opened`;
    const { stdout } = await nomad.allocations.shell(ID, { task: 'hold', script });
    return stdout.trim();
  };

  expect(await cluster.nodeByNomadId(NodeID).shell(': <>/dev/fuse && echo opened')).toContain('opened');
  expect(await opened('null', '1 3')).toBe('opened');
  expect(await opened('fuse', '10 229')).toMatch(/Operation not permitted$/);
});
