import { expect, test } from '../../harness/index.ts';

// nomad#16240: the check of a task's service was watched under another id than its results came in by.
test("a task is restarted when its service's check has failed", async ({ scope }) => {
  scope.needsNomad('1.4.0', 'checks of services of provider nomad');
  const { ID } = await (await scope.run('regressions/unhealthy.nomad.hcl')).taskRunning('main');

  const state = await scope.waits
    .taskState(ID, 'main', ({ Restarts }) => Restarts > 0)
    .then(
      () => 'restarted',
      (error: Error) => `not restarted: ${error.message}`,
    );

  scope.knownBug('V3', () => expect(state).toBe('restarted'));
});
