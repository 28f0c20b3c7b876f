import { auditClaims, expect, pluginKilled, test, untilUnmounted, volumeFree } from '../../harness/index.ts';
import { expectIntact, heldVolume } from './holder.ts';
import { lateDriver } from './late-driver.ts';

test('known bad: a writer ends while its driver is down, and Nomad has its volume detached and calls it free while it is mounted', async ({
  cluster,
  nomad,
  scope,
}) => {
  // The driver stays away for longer than Nomad takes to free the volume.
  const { pluginId, jobId } = await lateDriver(cluster, scope);
  const held = await heldVolume(cluster, scope, { pluginId });
  const { volumeId, writer, holder, node } = held;

  const fault = await scope.inject(pluginKilled(cluster, node, jobId));
  await nomad.jobs.stop(writer.jobId);
  await volumeFree(nomad, volumeId);
  const { mounts, attachments } = await auditClaims(cluster, volumeId);
  expect(attachments).toEqual([]);
  expect(mounts?.filter(({ kind }) => kind === 'publish')).toMatchObject([
    { node: node.name, allocationId: holder.ID, readonly: false },
  ]);

  await fault.undo();
  await untilUnmounted(held);
  await expectIntact(nomad, scope, volumeId, [holder]);
});
