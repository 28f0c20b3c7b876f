import { addressOf, exitCode, expect, startedAt, taskEvents, test } from '../../harness/index.ts';

test('without the lifecycle block main starts beside init and misses the file', async ({ nomad, scope }) => {
  const server = await (await scope.run('lifecycle/file-server.nomad.hcl')).running();
  // Nobody opens the gate: the file is held back until main has started and failed.
  const url = `http://${addressOf(server, 'http')}/cgi-bin/held`;
  const download = await scope.run('lifecycle/download.nomad.hcl', { url, ordered: 'false' });

  const ended = await download.ended();

  expect(ended.ClientStatus).toBe('failed');
  // An init that is slow to start is killed with main, before it has started.
  const before = taskEvents(ended, 'init').filter(({ at }) => at <= startedAt(ended, 'main'));
  expect(before.map(({ type }) => type)).not.toContain('Terminated');
  expect(exitCode(ended, 'main')).toBe(1);
  const output = await nomad.allocations.logs(ended.ID, { task: 'main', type: 'stdout' });
  expect(output).toContain('/alloc/data/download');
  expect(output).toContain('No such file or directory');
});
