import {
  expect,
  measureRelease,
  placementReasons,
  serverDataFull,
  test,
  waits,
} from '../../harness/index.ts';
import { heldVolume, leftIn, writesOn } from './holder.ts';
import { clientOf, leaderOf, needsThreeServers } from './server.ts';

// The server goes on answering from what it knew before: a client that is connected to it does not hear of a stop meanwhile, and
// what was stopped is released within 60 s of the fault's end.
test('a writer goes on alone while the data directory of a following server is full', async ({
  cluster,
  csi,
  ledger,
  scope,
}) => {
  needsThreeServers(cluster, scope);
  const held = await heldVolume({ cluster, csi, scope });
  const { volumeId, writer, holder } = held;
  const volume_id = volumeId;
  const second = await scope.job('csi/writer.nomad.hcl', { volume_id, job_id: scope.name('second') });
  const leader = await leaderOf(cluster);
  const [full = leader] = cluster.servers.filter((each) => each !== leader);
  await using nomad = clientOf(cluster, leader);
  const trouble = serverDataFull(full);
  const fault = await scope.inject(trouble);

  const { EvalID } = await nomad.jobs.register(second);
  const evaluation = await waits.evaluationDone(nomad, EvalID, { timeoutMs: 60_000 });
  expect(placementReasons(evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volumeId));
  await nomad.jobs.stop(second.ID);
  await writesOn(held, 30);
  await nomad.jobs.stop(writer.jobId);
  for (const count of Object.values((await trouble.evidence?.()) ?? {})) expect(count).toBeGreaterThan(0);
  const path = `stopped during a fault: ${trouble.name}`;
  await measureRelease({ nomad, ledger, volumeId, path, boundMs: 60_000 }, () => fault.undo());
  const { records, ...left } = await leftIn(held, { nomad, scope });
  expect(left).toEqual({ writers: [holder.ID], lost: [] });
  expect(records).toShowOneWriterAtATime();
});
