import {
  engineStopped,
  exitCode,
  expect,
  measureRelease,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { expectIntact, heldVolume } from './holder.ts';

// The plugin's allocation is replaced with its engine. Nomad may ask the one that is gone to detach, and waits 90 s for it.
test('the Docker engine under a writer and its driver stops: the writer ends, and its volume is free within 150 s', async ({
  cluster,
  ledger,
  nomad,
  scope,
}) => {
  const held = await heldVolume(cluster, scope);
  const { volumeId, writer, holder, node } = held;
  const stopped = engineStopped(cluster, node);
  const fault = await scope.inject(stopped);
  const path = `ended by a fault: ${stopped.name}`;
  await measureRelease({ nomad, ledger, volumeId, path, boundMs: 150_000 }, () => fault.undo());
  expect(exitCode(await writer.ended(), 'write'), 'it was told to end').toBe(0);
  await untilUnmounted(held);
  await expectIntact(nomad, scope, volumeId, [holder]);
}, 300_000);
