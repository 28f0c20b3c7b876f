import { expect, test } from '../../harness/index.ts';

const file = 'regressions/volume-later.nomad.hcl';
const countMounts = { task: 'main', script: "grep -c ' /data ' /proc/self/mountinfo" };

// nomad#13008: the job was updated in place, and its task never saw the volume.
test('a host volume that is added to a running job reaches a new allocation', async ({ nomad, scope }) => {
  scope.needsMachines('their host volume');
  const before = await (await scope.run(file)).deployed();
  const after = await (await scope.run(file, { volume_type: 'host', source: 'e2e' })).running();

  const mounts = await nomad.allocations.shell(after.ID, countMounts);
  scope.knownBug('C2', () => {
    expect(after.ID, 'the allocation after the update').not.toBe(before.ID);
    expect(mounts).toMatchObject({ exitCode: 0, stdout: '1\n' });
  });
});

test('a CSI volume that is added to a running job reaches a new allocation', async ({
  cluster,
  csi,
  nomad,
  scope,
  skip,
}) => {
  if (cluster.isOlderThan('1.3.0')) skip('the CSI driver needs Nomad 1.3.0');
  const { ID: source } = await csi.volume('csi/volume.volume.hcl');
  const before = await (await scope.run(file)).deployed();
  const after = await (await scope.run(file, { volume_type: 'csi', source })).running();

  const mounts = await nomad.allocations.shell(after.ID, countMounts);
  scope.knownBug('C2', () => {
    expect(after.ID, 'the allocation after the update').not.toBe(before.ID);
    expect(mounts).toMatchObject({ exitCode: 0, stdout: '1\n' });
  });
});
