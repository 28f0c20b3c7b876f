import {
  expect,
  type Job,
  missingRecords,
  overlappingWriters,
  partition,
  test,
} from '../../harness/index.ts';
import { heldVolume, writesOn } from './holder.ts';

/** Group block `disconnect`, Nomad 1.8 and later: the client itself ends what it can no longer tell the servers of. */
function stopsByItself({ TaskGroups }: Job, afterMs: number): void {
  for (const group of TaskGroups ?? []) group.Disconnect = { StopOnClientAfter: afterMs * 1e6 };
}

// The first is the control: Nomad gives the claim of a lost writer away and does not fence it.
const cases: [string, (job: Job, afterMs: number) => void, 'beside' | 'before'][] = [
  ['the writer of a node that is given up writes on beside the next one', () => {}, 'beside'],
  [
    'with stop_on_client_after, the writer of a node that is given up ends before the next one',
    stopsByItself,
    'before',
  ],
];

test.for(cases)('%s', async ([, shape, next], { cluster, csi, nomad, scope }) => {
  if (next === 'beside') scope.expects('two-writers', 'Nomad does not fence a lost writer');
  const held = await heldVolume(
    { cluster, csi, scope },
    { shape: (job) => shape(job, cluster.stopOnClientAfterMs) },
  );
  const { volumeId, writer, holder } = held;
  const other = cluster.clients.find((each) => each !== held.node);
  const cut = partition([held.node], cluster.servers);
  const fault = await scope.inject(cut);
  await scope.waits.nodeStatus(holder.NodeID, 'down');
  await csi.measureRelease({ volumeId, path: `given up: ${cut.name}`, boundMs: 60_000 }, () =>
    nomad.jobs.stop(writer.jobId),
  );
  const second = await scope.run('csi/writer.nomad.hcl', {
    volume_id: volumeId,
    job_id: scope.name('second'),
    node: `^${other?.name}$`,
  });
  await writesOn({ ...held, holder: await second.running() }, 20);
  await nomad.jobs.stop(second.jobId);
  await second.ended();
  await fault.undo();

  const records = await csi.records(volumeId);
  if (next === 'beside') expect(overlappingWriters(records)).toHaveLength(1);
  else expect(records).toShowOneWriterAtATime();
  expect(missingRecords(records)).toEqual([]);
});
