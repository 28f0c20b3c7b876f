import { expect, test } from '../../harness/index.ts';

// nomad#24837: such a task was neither a hook nor a main task, and its group never came to its end.
test('a lifecycle block without a hook is refused', async ({ scope }) => {
  const job = await scope.job('lifecycle/leader.nomad.hcl');
  const [task] = job.TaskGroups?.[0]?.Tasks ?? [];
  if (!task) throw new Error('the job has no task');
  task.Lifecycle = { Hook: '', Sidecar: false };

  const answer = await scope.submit(job).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

  scope.knownBug('L6', () => expect(answer).toMatch(/lifecycle|hook/i));
});
