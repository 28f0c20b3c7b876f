import { expect, test } from '../../harness/index.ts';

// nomad#13802: a restart took the service out and put it in again at once, and either could come last.
test('each allocation has its service after five restarts', async ({ nomad, scope }) => {
  scope.needsNomad('1.3.0', 'services of provider nomad');
  const job = await scope.run('regressions/registered.nomad.hcl', { service: scope.id });
  const ids = (await job.allocations(3)).map(({ ID }) => ID);
  await Promise.all(ids.map((id) => scope.waits.taskState(id, 'main', ({ State }) => State === 'running')));
  const restart = async (id: string, round: number) => {
    await nomad.allocations.restart(id);
    await scope.waits.taskState(
      id,
      'main',
      ({ State, Restarts }) => State === 'running' && Restarts === round,
    );
  };

  const registered: number[] = [];
  for (const round of [1, 2, 3, 4, 5]) {
    await Promise.all(ids.map((id) => restart(id, round)));
    registered.push((await nomad.http.json<object[]>('GET', `/v1/service/${scope.id}`)).length);
  }

  scope.knownBug('V2', () => expect(registered, 'services after each restart').toEqual([3, 3, 3, 3, 3]));
});
