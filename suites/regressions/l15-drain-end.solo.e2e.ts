import { expect, test } from '../../harness/index.ts';

// nomad#14293: a drain was called complete while tasks were still being stopped, and autoscalers ended the machine.
test('nothing that a drain stopped still runs when the drain is complete', async ({ nomad, scope }) => {
  scope.needsMachines('it drains a client');
  const job = await scope.run('regressions/deaf.nomad.hcl');
  const { ID, NodeID } = await job.taskRunning('main');
  scope.defer('make the node eligible again', () => nomad.nodes.undrain(NodeID));

  await nomad.nodes.drain(NodeID, { deadlineMs: 20_000, ignoreSystemJobs: true });
  await scope.waits.nodeDrained(NodeID);

  const { ClientStatus } = await nomad.allocations.read(ID);
  const when = 'client status when the drain is complete';
  scope.knownBug('L15', () => expect(ClientStatus, when).toBe('complete'));
});
