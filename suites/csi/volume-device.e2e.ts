import { expect, test } from '../../harness/index.ts';

test('a volume attached as a block device is a device in the task, until the volume is free', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it asks the kernel for its loop devices');
  scope.needsDriver({ devices: true });
  const { ID: volume_id, ExternalID = '' } = await csi.volume('csi/device.volume.hcl');
  const text = scope.name('text');
  const runs = async (name: string, vars = {}) => {
    const job = await scope.run('csi/device.nomad.hcl', { volume_id, job_id: scope.name(name), ...vars });
    const { ID, ClientStatus } = await job.ended();
    expect(ClientStatus).toBe('complete');
    const [size, read] = (await nomad.allocations.fs.cat(ID, 'alloc/output')).split('\n');
    return { size: Number(size), read };
  };
  // One kernel has the devices of all nodes.
  const devices = async () => {
    const files = await cluster.clients[0]?.shell(
      'cat /sys/block/loop*/loop/backing_file 2>/dev/null || true',
    );
    return files?.split('\n').filter((file) => file.includes(`/${ExternalID}/`));
  };

  const { Capacity } = await nomad.volumes.read(volume_id);
  expect(await runs('writes', { text })).toEqual({ size: Capacity, read: text });
  await csi.free(volume_id);
  expect(await devices()).toEqual([]);
  expect(await runs('reads')).toEqual({ size: Capacity, read: text });
});
