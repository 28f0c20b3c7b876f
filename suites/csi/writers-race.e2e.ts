import { expect, missingRecords, test, writerSpans } from '../../harness/index.ts';

test('jobs that race for an unclaimed volume all write, one after the other', async ({ csi, scope }) => {
  scope.needsDriver({ promptDetach: true });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const job = (n: number) =>
    scope.job('csi/writer.nomad.hcl', { volume_id, records: '10', job_id: scope.name(`racer-${n}`) });
  const racers = await Promise.all([1, 2, 3].map(job));

  const submitted = await Promise.all(racers.map((racer) => scope.submit(racer)));
  const placedAtOnce = submitted.filter(({ evaluation }) => evaluation.FailedTGAllocs == null).length;
  scope.note('writers-race', { volume: volume_id, racers: racers.length, placedAtOnce });
  for (const racer of submitted) {
    const { ID } = await racer.placed(120_000);
    await scope.waits.allocationTerminal(ID, { timeoutMs: 120_000 });
  }

  const records = await csi.records(volume_id);
  expect(writerSpans(records).map((span) => span.records)).toEqual([10, 10, 10]);
  expect(missingRecords(records)).toEqual([]);
  expect(records).toShowOneWriterAtATime();
});
