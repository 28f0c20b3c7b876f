import {
  addressOf,
  countOf,
  exitCode,
  expect,
  finishedAt,
  openGate,
  startedAt,
  test,
} from '../../harness/index.ts';

test('main waits for the prestart download and reads its file', async ({ nomad, scope }) => {
  const server = await (await scope.run('lifecycle/file-server.nomad.hcl')).running();
  const url = `http://${addressOf(server, 'http')}/cgi-bin/held`;
  const download = await scope.run('lifecycle/download.nomad.hcl', { url });
  const { ID } = await download.allocation();

  // The server holds the file back, so init stays in its download until the gate opens.
  await scope.waits.taskState(ID, 'init', (state) => state.State !== 'pending');
  const held = await nomad.allocations.read(ID);
  expect(countOf(held, 'main', 'Started'), 'starts of main during the download').toBe(0);
  await openGate(nomad, server, 'httpd');
  const ended = await download.ended();

  expect(exitCode(ended, 'init')).toBe(0);
  expect(startedAt(ended, 'main')).toBeGreaterThan(finishedAt(ended, 'init'));
  expect(exitCode(ended, 'main')).toBe(0);
  expect(ended.ClientStatus).toBe('complete');
  const output = await nomad.allocations.logs(ID, { task: 'main', type: 'stdout' });
  expect(output).toBe('/alloc/data/download: POSIX shell script, ASCII text executable\n');
});
