import { countOf, expect, test } from '../../harness/index.ts';

// nomad#25293: a plugin that was not healthy in time was killed and left dead.
test('a plugin that is not healthy within its health_timeout is restarted', async ({ nomad, scope }) => {
  const job = await scope.job('regressions/stillborn-plugin.nomad.hcl', { plugin_id: scope.name('plugin') });
  const [group] = job.TaskGroups ?? [];
  const plugin = group?.Tasks?.[0]?.CSIPluginConfig;
  if (!group || !plugin) throw new Error('the job has no plugin');
  plugin.HealthTimeout = 10e9;
  group.RestartPolicy = { Attempts: 2, Mode: 'fail', Delay: 1e9, Interval: 600e9 };
  const { ID } = await (await scope.submit(job)).taskRunning('driver');

  const state = await scope.waits
    .taskState(ID, 'driver', ({ Restarts }) => Restarts > 0, { timeoutMs: 60_000 })
    .then(
      () => 'restarted',
      async () => `not restarted, ${countOf(await nomad.allocations.read(ID), 'driver', 'Started')} start`,
    );

  scope.knownBug('C9', () => expect(state).toBe('restarted'));
});
