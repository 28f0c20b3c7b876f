import { engineStopped, exitCode, expect, test, untilUnmounted } from '../../harness/index.ts';
import { heldVolume, leftIn } from './holder.ts';

// The plugin's allocation is replaced with its engine. Nomad may ask the one that is gone to detach, and waits 90 s for it.
test('a volume is free within 150 s after the Docker engine under its writer and driver stops', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const held = await heldVolume({ cluster, csi, scope });
  const { volumeId, writer, holder, node } = held;
  const stopped = engineStopped(cluster, node);
  const fault = await scope.inject(stopped);
  const path = `ended by a fault: ${stopped.name}`;
  await csi.measureRelease({ volumeId, path, boundMs: 150_000 }, () => fault.undo());
  expect(exitCode(await writer.ended(), 'write'), 'it was told to end').toBe(0);
  await untilUnmounted(held);
  const { records, ...left } = await leftIn(held, { nomad, scope });
  expect(left).toEqual({ writers: [holder.ID], lost: [] });
  expect(records).toShowOneWriterAtATime();
});
