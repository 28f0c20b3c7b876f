import { expect, test } from '../../harness/index.ts';

test('three volumes of one driver each have only the file that was put there', async ({ csi, scope }) => {
  const names = ['a', 'b', 'c'];
  const hashesOf = async (job: 'put' | 'get', name: string) => {
    const vars = { volume_id: scope.name(name), job_id: scope.name(`${job}-${name}`) };
    return await csi.hashes(await (await scope.run(`csi/${job}-file.nomad.hcl`, vars)).ended());
  };
  for (const name of names) await csi.volume('csi/volume.volume.hcl', { volume_id: scope.name(name) });

  const written = await Promise.all(names.map((name) => hashesOf('put', name)));
  expect(written.map((files) => Object.keys(files).length)).toEqual([1, 1, 1]);
  await Promise.all(names.map((name) => csi.free(scope.name(name))));
  expect(await Promise.all(names.map((name) => hashesOf('get', name)))).toEqual(written);
});
