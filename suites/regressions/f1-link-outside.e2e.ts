import { expect, test } from '../../harness/index.ts';

// nomad#19887: whether a link leads outside was judged by a path relative to it, which always begins with "..".
test('a link out of the allocation is not followed', async ({ nomad, scope }) => {
  scope.needsCluster('alloc-node-exec');
  const { ID } = await (await scope.run('operations/echo.nomad.hcl', { driver: 'raw_exec' })).running();
  const command = ['sh', '-c', 'ln -s /etc/hostname "$NOMAD_ALLOC_DIR/link"'];
  expect(await nomad.allocations.exec(ID, { task: 'echo', command })).toMatchObject({ exitCode: 0 });
  const { fs } = nomad.allocations;

  const answers = await Promise.all(
    [() => fs.stat(ID, 'alloc/link'), () => fs.cat(ID, 'alloc/link')].map((ask) =>
      ask().then(
        () => 'answered',
        (error: Error) => error.message,
      ),
    ),
  );

  scope.knownBug('F1', () => expect(answers).toEqual(Array(2).fill(expect.stringMatching(/escapes/))));
});
