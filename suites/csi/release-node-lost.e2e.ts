import { expect, measureRelease, ownClients, placementReasons, test, waits } from '../../harness/index.ts';
import { wokenAllocation } from './woken.ts';

test('when the node of its holder is lost, a volume can be claimed on another node within 90 s', async ({
  driver,
  ledger,
  nomad,
  scope,
}) => {
  scope.needsDriver({ otherNodes: true });
  const own = await ownClients(2, { driver, nomad, scope });
  const [victim, other] = own.clients;
  const { ID: volumeId } = await own.volume('csi/volume.volume.hcl');
  const there = { volume_id: volumeId, job_id: scope.name('holder'), node: `^${victim?.name}$` };
  const holder = await own.run('csi/writer.nomad.hcl', there);
  await holder.running();
  const waiting = await own.run('csi/writer.nomad.hcl', {
    volume_id: volumeId,
    job_id: scope.name('waiting'),
  });
  expect(placementReasons(waiting.evaluation)).toContain(
    `CSI volume ${volumeId} has exhausted its available writer claims`,
  );

  await measureRelease({ nomad, ledger, volumeId, path: 'node lost', boundMs: 90_000 }, async () => {
    await victim?.kill();
  });
  expect((await holder.ended()).ClientStatus).toBe('lost');
  const next = await (await own.run('csi/put-file.nomad.hcl', { volume_id: volumeId })).ended();
  expect(next).toMatchObject({ ClientStatus: 'complete', NodeID: other?.nomadNodeId });

  // The end of `next` has woken the job while it still held its own claim.
  const released = { timeoutMs: 60_000, signal: scope.signal };
  const held = (allocationId: string) => allocationId === next.ID;
  await waits.volumeClaims(nomad, volumeId, (all) => !all.some((each) => held(each.allocationId)), released);
  const woken = await wokenAllocation(waiting.jobId, { nomad, scope, where: own });
  await waits.allocationRunning(nomad, woken.ID, { timeoutMs: 60_000, signal: scope.signal });
}, 300_000);
