import { expect, test } from '../../harness/index.ts';

test('a group of two writers on a single-node-writer volume is refused when it is registered', async ({
  nomad,
  scope,
}) => {
  scope.needsNomad('1.3.0', 'the count of claims at registration (C1)');
  const two = await scope.job('csi/writer.nomad.hcl', { volume_id: scope.name('any'), count: '2' });
  await expect(nomad.jobs.register(two)).rejects.toThrow(
    'volume with single-node-writer access mode allows only one reader or writer',
  );
  await expect(nomad.jobs.read(two.ID)).rejects.toMatchObject({ status: 404 });
});

test('a group of one writer on a single-node-writer volume is accepted', async ({ nomad, scope }) => {
  const one = await scope.job('csi/writer.nomad.hcl', { volume_id: scope.name('any'), count: '1' });
  expect(await nomad.jobs.register(one)).toMatchObject({ EvalID: expect.stringMatching(/./) });
});
