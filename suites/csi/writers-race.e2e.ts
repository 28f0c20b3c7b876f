import {
  ensurePlugin,
  expect,
  missingRecords,
  overlappingWriters,
  recordsIn,
  test,
  waits,
  writerSpans,
} from '../../harness/index.ts';

test('jobs that race for an unclaimed volume write one after the other, and all get their turn', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsDriver({ promptDetach: true });
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const job = (n: number) =>
    scope.job('csi/writer.nomad.hcl', { volume_id, records: '10', job_id: scope.name(`racer-${n}`) });
  const racers = await Promise.all([1, 2, 3].map(job));

  const submitted = await Promise.all(racers.map((racer) => scope.submit(racer)));
  const placedAtOnce = submitted.filter(({ evaluation }) => evaluation.FailedTGAllocs == null).length;
  scope.note('writers-race', { volume: volume_id, racers: racers.length, placedAtOnce });
  for (const racer of racers) {
    const [allocation] = await waits.allocationsOf(
      nomad,
      racer.ID,
      (all) => (all.length > 0 ? all : undefined),
      {
        timeoutMs: 120_000,
        signal: scope.signal,
      },
    );
    await waits.allocationTerminal(nomad, allocation?.ID ?? '', { timeoutMs: 120_000, signal: scope.signal });
  }

  const records = await recordsIn(volume_id, { nomad, scope });
  expect(writerSpans(records).map((span) => span.records)).toEqual([10, 10, 10]);
  expect(missingRecords(records)).toEqual([]);
  expect(overlappingWriters(records)).toEqual([]);
}, 300_000);
