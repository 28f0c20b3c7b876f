import { expect, openGateOnNode, test } from '../../harness/index.ts';
import { startsOf } from './starts.ts';
import { taskProcess } from './task-process.ts';

test('tasks outlive a restart of their client agent', async ({ nomad, scope }) => {
  const node = await scope.addClient();
  const before = await (await scope.runApart('lifecycle/restarts.nomad.hcl')).taskRunning('main');
  const born = await taskProcess(node, before, 'main');

  const registered = await nomad.nodes.read(before.NodeID);
  await node.agent.restart();
  await scope.waits.until({
    what: `node ${before.NodeName} registers again`,
    source: {
      read: (call) => nomad.nodes.read(before.NodeID, call),
      wakes: (event) => event.Topic === 'Node',
    },
    until: (node) =>
      node.ModifyIndex > registered.ModifyIndex && node.Status === 'ready' ? node : undefined,
  });
  expect(await taskProcess(node, before, 'main'), 'the same process').toEqual(born);
  expect(await startsOf(nomad, before)).toEqual({ init: 1, sidecar: 1, main: 1 });

  // Only an agent that has its tasks back restarts a main that fails.
  await openGateOnNode(node, before, '1');
  await scope.waits.taskRestarted(before.ID, 'main');
  expect((await taskProcess(node, before, 'main')).start, 'a new process').toBeGreaterThan(born.start);
  expect(await startsOf(nomad, before)).toEqual({ init: 1, sidecar: 1, main: 2 });
});
