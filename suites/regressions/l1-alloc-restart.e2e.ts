import { countOf, expect, NomadApiError, test } from '../../harness/index.ts';

// nomad#14127: one task that was done already made `alloc restart` fail with "Task not running".
test.for([
  { what: 'what runs, and not init', all: false, starts: { init: 1, main: 2 } },
  { what: 'all tasks, init too', all: true, starts: { init: 2, main: 2 } },
])(
  'alloc restart beside a prestart task that is done restarts $what',
  async ({ all, starts }, { nomad, scope }) => {
    const { ID } = await (await scope.run('lifecycle/restarts.nomad.hcl')).taskRunning('main');

    const answer = await nomad.allocations.restart(ID, { all }).then(
      () => 'restarted',
      (error: Error) => (error instanceof NomadApiError ? error.body : error.message),
    );

    scope.knownBug('L1', () => expect(answer).toBe('restarted'));
    if (scope.known) return;
    const restarted = await scope.waits.taskRestarted(ID, 'main');
    const seen = Object.keys(starts).map((task) => [task, countOf(restarted, task, 'Started')]);
    expect(Object.fromEntries(seen)).toEqual(starts);
  },
);
