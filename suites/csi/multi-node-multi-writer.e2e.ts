import { expect, missingRecords, overlappingWriters, test, writerSpans } from '../../harness/index.ts';

const access_mode = 'multi-node-multi-writer';

test('two jobs on two nodes write a multi-node-multi-writer volume at the same time', async ({
  cluster,
  csi,
  scope,
}) => {
  scope.needsClients(2);
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { access_mode });
  const nodes = cluster.clients.slice(0, 2).map(({ name }) => name);
  const writers = await Promise.all(
    nodes.map((name) =>
      scope.run('csi/writer.nomad.hcl', {
        volume_id,
        access_mode,
        records: '60',
        job_id: scope.name(`on-${name}`),
        node: `^${name}$`,
      }),
    ),
  );
  await Promise.all(writers.map((writer) => writer.ended()));

  const records = await csi.records(volume_id, { access_mode });
  expect(
    writerSpans(records)
      .map(({ node }) => node)
      .sort(),
  ).toEqual(nodes.sort());
  expect(overlappingWriters(records)).toHaveLength(1);
  expect(missingRecords(records)).toEqual([]);
  scope.observed('CSI volume', 'writers at once', `jobs of all nodes (${access_mode})`);
});
