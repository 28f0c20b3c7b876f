import { expect, pluginKilled, test, untilUnmounted } from '../../harness/index.ts';
import { heldVolume, leftIn } from './holder.ts';
import { lateDriver } from './late-driver.ts';

test('a volume whose driver is down when its writer ends is not freed while it is mounted', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  // The driver stays away for longer than Nomad takes to free the volume.
  const { pluginId, jobId } = await lateDriver({ cluster, csi, scope });
  const held = await heldVolume({ cluster, csi, scope }, { pluginId });
  const { volumeId, writer, holder, node } = held;

  const fault = await scope.inject(pluginKilled(cluster, node, jobId));
  await nomad.jobs.stop(writer.jobId);
  await csi.free(volumeId);
  const { mounts = [], attachments } = await csi.audit(volumeId);
  const isOwn = (mount: (typeof mounts)[number]) =>
    mount.node === node.name && mount.allocationId === holder.ID && !mount.readonly;
  const published = mounts
    .filter(({ kind }) => kind === 'publish')
    .map((mount) => (isOwn(mount) ? "the writer's" : mount));
  await fault.undo();
  await untilUnmounted(held);
  const { records, ...left } = await leftIn(held, { nomad, scope });
  expect(left).toEqual({ writers: [holder.ID], lost: [] });
  expect(records).toShowOneWriterAtATime();

  scope.knownBug('F-detached-first', () =>
    expect({ attachments, published }).toEqual({ attachments: [], published: [] }),
  );
});
