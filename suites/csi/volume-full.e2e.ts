import { expect, type NomadClient, test } from '../../harness/index.ts';

const file = 'csi/file-system.volume.hcl';
const mebibyte = 1024 ** 2;

/**
 * Writes so many MiB at most into files of the volume; returns how many bytes it took, and what was said last. Each 4 MiB are on the
 * device before the next: what waits for it in memory counts for the task.
 */
async function write(nomad: NomadClient, allocation: string, name: string, mebibytes: number) {
  const files = `/data/${name}`;
  const script = `n=0
    while [ $n -lt ${mebibytes / 4} ] && dd if=/dev/zero of=${files}-$n bs=64k count=64 conv=fsync 2>/tmp/said; do n=$((n + 1)); done
    cat /tmp/said; stat -c %s ${files}-* 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }'`;
  const { exitCode, stdout } = await nomad.allocations.shell(allocation, { task: 'hold', script });
  const [bytes = ''] = /\d+\s*$/.exec(stdout) ?? [];
  return { bytes: Number(bytes), said: `${stdout} (exit code ${exitCode})` };
}

test('a volume with ext4 takes no more than its capacity, and more in the next job when it was expanded', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsNomad('1.6.3', 'expansion of CSI volumes');
  scope.needsDriver({ can: 'expand', fsType: 'ext4', bytes: 16 * mebibyte });
  const spec = { fs_type: 'ext4', capacity_min: '16MiB' };
  const { ID: volume_id } = await csi.volume(file, spec);
  const first = await scope.run('csi/holder.nomad.hcl', { volume_id });
  const full = await write(nomad, (await first.running()).ID, 'first', 64);
  expect(full.said).toContain('No space left on device');
  expect(full.bytes).toBeGreaterThan(8 * mebibyte);
  expect(full.bytes).toBeLessThan(16 * mebibyte);
  await nomad.jobs.stop(first.jobId);
  await csi.free(volume_id);

  await nomad.volumes.create(await scope.volumeSpec(file, { volume_id, ...spec, capacity_min: '64MiB' }));
  const next = await scope.run('csi/holder.nomad.hcl', { volume_id, job_id: scope.name('next') });
  const more = await write(nomad, (await next.running()).ID, 'more', 32);
  expect(more, more.said).toMatchObject({ bytes: 32 * mebibyte });
});

for (const [fs_type, before, after] of [
  ['ext4', '16MiB', '64MiB'],
  ['xfs', '320MiB', '640MiB'],
] as const) {
  test(`a full volume with ${fs_type} takes more at once when it is expanded in use`, async ({
    csi,
    driver,
    nomad,
    scope,
  }) => {
    scope.needsNomad('1.6.3', 'expansion of CSI volumes');
    scope.needsDriver({ can: 'expand', fsType: fs_type });
    const mayGrow = fs_type !== 'ext4' || driver.monolith?.cap_add?.includes('SYS_RESOURCE') === true;
    scope.needs(mayGrow, 'ext4 grows in use for CAP_SYS_RESOURCE only, which this machine does not give');
    const { ID: volume_id } = await csi.volume(file, { fs_type, capacity_min: before });
    const { ID } = await (await scope.run('csi/holder.nomad.hcl', { volume_id })).running();
    const { Capacity = 0 } = await nomad.volumes.read(volume_id);
    const full = await write(nomad, ID, 'first', 1024);
    expect(full.said).toContain('No space left on device');
    expect(full.bytes).toBeLessThan(Capacity);
    expect(full.bytes).toBeGreaterThan(Capacity / 2);

    await nomad.volumes.create(await scope.volumeSpec(file, { volume_id, fs_type, capacity_min: after }));
    const more = await write(nomad, ID, 'more', 32);
    expect(more, more.said).toMatchObject({ bytes: 32 * mebibyte });
  });
}
