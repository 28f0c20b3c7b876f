import { countOf, expect, test } from '../../harness/index.ts';

// nomad#17175: the hooks of an allocation that had ended ran again, beside nothing that would end them.
test('a restart of an allocation that has ended is refused', async ({ nomad, scope }) => {
  const job = await scope.run('regressions/script.nomad.hcl', { type: 'batch', script: 'exit 0' });
  const { ID } = await job.ended();

  const answer = await nomad.allocations.restart(ID).then(
    () => 'restarted',
    (error: Error) => error.message,
  );

  scope.knownBug('L8', () => expect(answer).toMatch(/should not run|not running/));
  expect(countOf(await nomad.allocations.read(ID), 'main', 'Started')).toBe(1);
});
