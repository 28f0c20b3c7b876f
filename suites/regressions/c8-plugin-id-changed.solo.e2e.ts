import { expect, test } from '../../harness/index.ts';

// nomad#20225: a plugin's record keeps the jobs that ran it, also one whose plugin has another id since.
test('a plugin is forgotten when its job has another plugin id', async ({ cluster, nomad, scope }) => {
  const { length } = cluster.clients;
  const [before, after] = [scope.name('before'), scope.name('after')];
  for (const plugin of [before, after]) {
    const [driver] = await scope.driverJobs(plugin);
    await scope.submit(driver);
    const counts = { nodes: length, controllers: length, timeoutMs: 90_000 };
    await scope.waits.pluginHealthy(plugin, counts);
  }
  const countOf = (instances?: object | null) => Object.keys(instances ?? {}).length;
  await scope.waits.pluginRecord(
    before,
    ({ Controllers, Nodes }) => countOf(Controllers) + countOf(Nodes) === 0,
  );

  await nomad.http.done('PUT', '/v1/system/gc');
  // Nomad tells nobody of it, neither by an event nor by an index: it is looked for at each event and at each beat of the stream.
  const gone = (plugins: { ID: string }[]) =>
    plugins.some(({ ID }) => ID === before) ? undefined : 'forgotten';
  const what = `end of plugin ${before}`;
  const source = { read: () => nomad.plugins.list(), wakes: () => true };
  const record = await scope.waits
    .until({ what, source, until: gone, timeoutMs: 25_000 })
    .catch((error: Error) => error.message.split('\n')[0]);

  scope.knownBug('C8', () => expect(record).toBe('forgotten'));
});
