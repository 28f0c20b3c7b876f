import {
  claimCalls,
  expect,
  misbehave,
  pluginKilled,
  test,
  untilUnmounted,
  volumeFree,
} from '../../harness/index.ts';
import { expectIntact, heldVolume } from './holder.ts';

const release = claimCalls.slice(3);

test('known bad: a writer ends while its driver is down, and Nomad has its volume detached before it is unmounted', async ({
  cluster,
  nomad,
  scope,
}) => {
  const held = await heldVolume(cluster, scope);
  const { volumeId, externalId: volume, writer, holder, node } = held;
  // Rules that change nothing leave a note of each call.
  const notes = release.map((call) => ({ call, volume, delayMs: 0 }));
  await using noted = await misbehave(cluster, notes);
  const fault = await scope.inject(pluginKilled(cluster, node));
  await nomad.jobs.stop(writer.jobId);
  await writer.ended();
  await fault.undo();
  await volumeFree(nomad, volumeId, { timeoutMs: 120_000 });
  await untilUnmounted(held);
  const order = (await noted.uses()).toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ call }) => call);
  expect([...new Set(order)]).toEqual([
    'controllerUnpublishVolume',
    'nodeUnpublishVolume',
    'nodeUnstageVolume',
  ]);
  await expectIntact(nomad, scope, volumeId, [holder]);
});
