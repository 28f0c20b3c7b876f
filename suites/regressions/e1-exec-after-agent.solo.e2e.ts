import { countOf, expect, test } from '../../harness/index.ts';

// nomad#27815: the executor of an exec task had lost the task's root, and a command in it failed the task.
test('a command can be run in an exec task after its agent was restarted', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsMachines('it restarts a client agent');
  const { ID, NodeID } = await (await scope.run('regressions/script.nomad.hcl')).taskRunning('main');
  const inTask = () =>
    nomad.allocations.exec(ID, { task: 'main', command: ['/bin/true'] }).then(
      ({ exitCode }) => `exit code ${exitCode}`,
      (error: Error) => error.message,
    );
  expect(await inTask()).toBe('exit code 0');

  await cluster.nodeByNomadId(NodeID).agent.restart();
  await scope.waits.nodeReady(NodeID);
  const answer = await inTask();
  const { ClientStatus, ...allocation } = await nomad.allocations.read(ID);

  scope.knownBug('E1', () => expect(answer).toBe('exit code 0'));
  expect({ ClientStatus, starts: countOf(allocation, 'main', 'Started') }).toEqual({
    ClientStatus: 'running',
    starts: 1,
  });
});
