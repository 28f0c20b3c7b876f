import { exitCode, expect, finishedAt, openGate, startedAt, taskEvents, test } from '../../harness/index.ts';

test('when the leader ends, its follower is stopped before poststop', async ({ nomad, scope }) => {
  const job = await scope.run('lifecycle/leader.nomad.hcl');
  await job.taskRunning('follower');
  await openGate(nomad, await job.taskRunning('leader'), 'leader');
  const ended = await job.ended();

  expect(exitCode(ended, 'leader')).toBe(0);
  expect(finishedAt(ended, 'follower')).toBeGreaterThan(finishedAt(ended, 'leader'));
  expect(taskEvents(ended, 'follower').map((event) => event.type)).toContain('Leader Task Dead');
  expect(startedAt(ended, 'cleanup')).toBeGreaterThan(finishedAt(ended, 'follower'));
  expect(ended.ClientStatus).toBe('complete');
});
