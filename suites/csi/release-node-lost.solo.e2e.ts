import {
  ensurePlugin,
  expect,
  forgetClient,
  measureRelease,
  placementReasons,
  test,
  waits,
} from '../../harness/index.ts';
import { wokenAllocation } from './woken.ts';

test('when the node of its holder is lost, a volume can be claimed on another node within 90 s', async ({
  cluster,
  ledger,
  nomad,
  scope,
}) => {
  scope.needsDriver({ otherNodes: true });
  const victim = await cluster.addClient();
  scope.defer('forget the lost node', () => forgetClient(cluster, victim));
  await ensurePlugin(cluster);
  const { ID: volumeId } = await scope.volume('csi/volume.volume.hcl');
  const there = { volume_id: volumeId, job_id: scope.name('holder'), node: `^${victim.name}$` };
  const holder = await scope.run('csi/writer.nomad.hcl', there);
  await holder.running();
  const vars = { volume_id: volumeId, job_id: scope.name('waiting') };
  const waiting = await scope.run('csi/writer.nomad.hcl', vars);
  expect(placementReasons(waiting.evaluation)).toContain(
    `CSI volume ${volumeId} has exhausted its available writer claims`,
  );

  await measureRelease({ nomad, ledger, volumeId, path: 'node lost', boundMs: 90_000 }, () => victim.kill());
  expect((await holder.ended()).ClientStatus).toBe('lost');
  const next = await (await scope.run('csi/put-file.nomad.hcl', { volume_id: volumeId })).ended();
  expect(next.ClientStatus).toBe('complete');

  // The end of `next` has woken the job while it still held its own claim.
  const released = { timeoutMs: 60_000, signal: scope.signal };
  const held = (allocationId: string) => allocationId === next.ID;
  await waits.volumeClaims(nomad, volumeId, (all) => !all.some((each) => held(each.allocationId)), released);
  const woken = await wokenAllocation(waiting.jobId, { nomad, scope });
  await waits.allocationRunning(nomad, woken.ID, { timeoutMs: 60_000, signal: scope.signal });
}, 300_000);
