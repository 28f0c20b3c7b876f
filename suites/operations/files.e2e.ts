import { expect, test } from '../../harness/index.ts';

test('only the files of an allocation can be listed and read', async ({ nomad, scope }) => {
  scope.needsCluster('alloc-node-exec');
  const { ID } = await (await scope.run('operations/echo.nomad.hcl', { driver: 'raw_exec' })).running();
  const script = 'mkdir "$NOMAD_ALLOC_DIR/own" && printf hello > "$NOMAD_ALLOC_DIR/own/file"';
  const made = await nomad.allocations.exec(ID, { task: 'echo', command: ['sh', '-c', script] });
  expect(made.exitCode).toBe(0);
  const { fs } = nomad.allocations;

  expect((await fs.list(ID, 'alloc')).map(({ Name }) => Name)).toEqual(
    expect.arrayContaining(['data', 'logs', 'own']),
  );
  expect(await fs.list(ID, 'alloc/own')).toMatchObject([{ Name: 'file', IsDir: false, Size: 5 }]);
  expect(await fs.cat(ID, 'alloc/own/file')).toBe('hello');
  await expect(fs.stat(ID, 'alloc/none')).rejects.toMatchObject({ status: 404 });
  const outside = '../../../../etc/hostname';
  await expect(fs.stat(ID, outside)).rejects.toThrow(/escapes/);
  const text = await nomad.http
    .text('GET', `/v1/client/fs/cat/${ID}`, { query: { path: outside } })
    .catch(String);
  expect(text).toMatch(/escapes/);
});
