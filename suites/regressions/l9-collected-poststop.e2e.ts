import { expect, openGate, test } from '../../harness/index.ts';

const nodeName = '$' + '{node.unique.name}';

// nomad#17971: of an allocation that it collects, the client reported the tasks that it stops for that: all but poststop.
test('the state of a poststop task is kept when its allocation is collected', async ({ nomad, scope }) => {
  const job = await scope.run('lifecycle/poststop.nomad.hcl');
  await openGate(nomad, await job.taskRunning('main'), 'main', '0');
  const { ID, NodeName = '' } = await job.ended();

  // The client reports in order, and has left what ended before it ran another one.
  const another = async (name: string) => {
    const vars = { job_id: scope.name(name), type: 'batch', script: 'exit 0' };
    const next = await scope.job('regressions/script.nomad.hcl', vars);
    for (const group of next.TaskGroups ?? [])
      group.Constraints = [{ LTarget: nodeName, RTarget: NodeName, Operand: '=' }];
    await (await scope.submit(next)).ended();
  };
  await another('before');
  await nomad.http.done('GET', `/v1/client/allocation/${ID}/gc`);
  await another('after');

  const { TaskStates } = await nomad.allocations.read(ID);
  const state = TaskStates?.cleanup?.State;
  if (state !== 'dead') {
    // Nothing waits for its end any more once Nomad has forgotten the job.
    await nomad.jobs.stop(job.jobId, { purge: true });
    await scope.waits.jobGone(job.jobId);
  }
  scope.knownBug('L9', () => expect(state, 'state of cleanup').toBe('dead'));
});
