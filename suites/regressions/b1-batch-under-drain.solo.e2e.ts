import { expect, test } from '../../harness/index.ts';

// nomad#26929: what a drain had stopped for good was started anew on another node.
test('a batch allocation that a drain stops at its deadline is not started anew', async ({
  nomad,
  scope,
}) => {
  scope.needsMachines('it drains a client');
  scope.needsClients(2);
  const job = await scope.run('regressions/script.nomad.hcl', { type: 'batch' });
  const { ID, NodeID } = await job.taskRunning('main');
  scope.defer('make the node eligible again', () => nomad.nodes.undrain(NodeID));

  await nomad.nodes.drain(NodeID, { deadlineMs: 5000, ignoreSystemJobs: true });
  await scope.waits.nodeDrained(NodeID);
  await scope.waits.allocationTerminal(ID);
  // What replaces the allocation comes of the evaluation that stops it.
  await scope.waits.until({
    what: 'end of the evaluation of the drain',
    source: {
      read: (call) => nomad.jobs.evaluations(job.jobId, call),
      wakes: ({ Topic }) => Topic === 'Evaluation',
    },
    until: (all) =>
      all.find(({ TriggeredBy, Status }) => TriggeredBy === 'node-drain' && Status === 'complete'),
  });

  const all = await nomad.jobs.allocations(job.jobId);
  scope.knownBug('B1', () => expect(all.length, 'allocations of the job').toBe(1));
});
