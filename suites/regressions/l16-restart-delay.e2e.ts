import { expect, test } from '../../harness/index.ts';

// nomad#15198: the timer of delays had gone off once before the task first ran, so that its first restart had none.
test('a task that fails is started again after the delay of its restart block', async ({ scope }) => {
  const job = await scope.run('regressions/script.nomad.hcl', {
    script: 'exit 1',
    attempts: '1',
    delay: '15s',
  });
  const { TaskStates } = await job.ended();

  const events = TaskStates?.main?.Events ?? [];
  const seconds = (type: string) => events.filter(({ Type }) => Type === type).map(({ Time }) => Time / 1e9);
  const [end = Number.NaN] = seconds('Terminated');
  const [, again = Number.NaN] = seconds('Started');
  scope.knownBug('L16', () => expect(again - end, 'seconds until the next start').toBeGreaterThan(14));
});
