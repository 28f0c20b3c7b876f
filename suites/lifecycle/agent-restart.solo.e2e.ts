import { type Allocation, expect, type NomadClient, test, waitFor, waits } from '../../harness/index.ts';
import { openGate } from './gate.ts';
import { startsOf } from './starts.ts';

test('tasks outlive a restart of their client agent, which then manages them again', async ({
  cluster,
  nomad,
  scope,
}) => {
  const before = await (await scope.run('lifecycle/restarts.nomad.hcl')).taskRunning('main');
  const born = await processStart(nomad, before);
  const limits = { timeoutMs: 60_000, signal: scope.signal };

  const registered = await nomad.nodes.read(before.NodeID);
  await cluster.nodeByNomadId(before.NodeID).agent.restart();
  await waitFor({
    ...limits,
    client: nomad,
    what: `node ${before.NodeName} registers again`,
    source: {
      read: (signal) => nomad.nodes.read(before.NodeID, { signal }),
      wakes: (event) => event.Topic === 'Node',
    },
    until: (node) =>
      node.ModifyIndex > registered.ModifyIndex && node.Status === 'ready' ? node : undefined,
  });
  expect(await processStart(nomad, before), 'the same process').toBe(born);
  expect(await startsOf(nomad, before)).toEqual({ init: 1, sidecar: 1, main: 1 });

  // Only an agent that has its tasks back restarts a main that fails.
  await openGate(nomad, before, 'main', '1');
  await waits.taskState(nomad, before.ID, 'main', (state) => state.Restarts === 1, limits);
  await openGate(nomad, before, 'main', '1');
  expect(await startsOf(nomad, before)).toMatchObject({ init: 1, sidecar: 1 });
});

/** When process 1 of main started, in clock ticks since the kernel did: field 22 of its stat (man 5 proc). */
async function processStart(nomad: NomadClient, allocation: Allocation): Promise<string | undefined> {
  const command = ['cat', '/proc/1/stat'];
  const { stdout } = await nomad.allocations.exec(allocation.ID, { task: 'main', command });
  return stdout.split(' ')[21];
}
