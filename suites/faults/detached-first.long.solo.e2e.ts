import { auditClaims, expect, pluginKilled, test, untilUnmounted, volumeFree } from '../../harness/index.ts';
import { expectIntact, heldVolume } from './holder.ts';
import { lateDriver } from './late-driver.ts';

test('a volume whose driver is down when its writer ends is not freed while it is mounted', async ({
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
  const { mounts = [], attachments } = await auditClaims(cluster, volumeId);
  const isOwn = (mount: (typeof mounts)[number]) =>
    mount.node === node.name && mount.allocationId === holder.ID && !mount.readonly;
  const published = mounts
    .filter(({ kind }) => kind === 'publish')
    .map((mount) => (isOwn(mount) ? "the writer's" : mount));
  await fault.undo();
  await untilUnmounted(held);
  await expectIntact(nomad, scope, volumeId, [holder]);

  scope.knownBug('F-detached-first', () =>
    expect({ attachments, published }).toEqual({ attachments: [], published: [] }),
  );
});
