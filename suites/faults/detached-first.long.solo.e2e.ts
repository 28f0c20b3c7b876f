import {
  auditClaims,
  ensurePlugin,
  expect,
  pluginKilled,
  test,
  untilUnmounted,
  volumeFree,
} from '../../harness/index.ts';
import { expectIntact, heldVolume } from './holder.ts';

test('known bad: a writer ends while its driver is down, and Nomad has its volume detached and calls it free while it is mounted', async ({
  cluster,
  nomad,
  scope,
}) => {
  const pluginId = scope.name('driver');
  // The driver stays away for longer than Nomad takes to free the volume.
  const late = { restart_attempts: '20', restart_delay: '20s' };
  const vars = { plugin_id: pluginId, image: cluster.images.csiPlugin, ...late };
  const driver = await scope.run('csi/plugin.nomad.hcl', vars);
  await ensurePlugin(cluster, { id: pluginId });
  const held = await heldVolume(cluster, scope, { pluginId });
  const { volumeId, writer, holder, node } = held;

  const fault = await scope.inject(pluginKilled(cluster, node, driver.jobId));
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
