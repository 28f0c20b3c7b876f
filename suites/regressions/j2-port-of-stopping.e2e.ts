import { expect, finishedAt, startedAt, test } from '../../harness/index.ts';

const nodeName = '$' + '{node.unique.name}';

// nomad#10446: what an allocation had counted as free from the moment it was asked to stop.
test('a port is given to the next job when its holder has ended', async ({ nomad, scope }) => {
  const taking = async (name: string, node: string) => {
    const job = await scope.job('regressions/deaf.nomad.hcl', { job_id: scope.name(name) });
    for (const group of job.TaskGroups ?? []) {
      group.Networks = [{ ReservedPorts: [{ Label: 'only', Value: 19_999 }] }];
      group.Constraints = [{ LTarget: nodeName, RTarget: node, Operand: 'regexp' }];
    }
    return await scope.submit(job);
  };
  const first = await taking('first', '.*');
  const holder = await first.taskRunning('main');
  const { Name } = await nomad.nodes.read(holder.NodeID);

  await nomad.jobs.stop(first.jobId);
  const { ID } = await (await taking('second', `^${Name}$`)).placed();
  const next = await scope.waits.taskState(ID, 'main', ({ State }) => State === 'running');
  const ended = await scope.waits.taskState(holder.ID, 'main', ({ State }) => State === 'dead');

  const gapMs = (startedAt(next, 'main') - finishedAt(ended, 'main')) / 1e6;
  scope.knownBug('J2', () => expect(gapMs, 'ms from the end to the start').toBeGreaterThan(0));
});
