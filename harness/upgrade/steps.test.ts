import { expect, test } from 'vitest';
import type { ClusterNode } from '../cluster/index.ts';
import { budgetOf } from '../disruption/index.ts';
import { checks } from './checks/index.ts';
import type { UpgradeOrder } from './plan/order.ts';
import { planUpgrade } from './plan/plan.ts';
import type { PlanRequest } from './plan/request.ts';
import { nodeOf, planSteps, serverBack } from './steps.ts';

const nodes = (role: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `${role}-${at + 1}`, role }));

/** A cluster that has a leader, as far as {@link planSteps} asks. */
function clusterWith(servers: number, clients: number, leader: string) {
  const Servers = nodes('server', servers).map(({ name }) => ({
    Node: `${name}.global`,
    Leader: name === leader,
  }));
  const operator = { raftConfiguration: () => Promise.resolve({ Servers }) };
  const cluster = {
    nomad: { operator },
    servers: nodes('server', servers),
    clients: nodes('client', clients),
  };
  return cluster as unknown as Parameters<typeof planSteps>[0];
}

const request: PlanRequest = {
  ...{ from: '1.11.3', to: '2.0.5', mode: 'in-place', rollback: false, diff: false },
  ...{ servers: 3, clients: 3, budget: budgetOf(5000) },
  ...{ injected: [], conformance: [], binaries: [], files: undefined },
};
const planned = (servers: number, clients: number) => planUpgrade({ ...request, servers, clients });

test('servers are replaced before clients, the leader as the last of them, the canary as the first client', async () => {
  const steps = await planSteps(clusterWith(3, 3, 'server-2'));
  expect(steps.map(({ name }) => name)).toEqual([
    ...['1/6 server-1', '2/6 server-3', '3/6 server-2', '4/6 client-3', '5/6 client-1', '6/6 client-2'],
  ]);
});

test.each([
  [3, 3],
  [1, 2],
  [5, 4],
])(
  'with %i servers and %i clients the steps that are taken are those of the plan',
  async (servers, clients) => {
    const { steps, clients: all } = planned(servers, clients);
    const taken = await planSteps(clusterWith(servers, all.length, 'server-1'));
    expect(taken.map(({ name }) => name)).toEqual(
      steps.map(({ place, node }) => expect.stringMatching(`^${place} ${node ?? 'server-\\d'}$`)),
    );
  },
);

test('the agents of an order are servers by what they are before the first step, and clients by name', async () => {
  const order: UpgradeOrder = {
    ...{ from: '1.11.3', to: '2.0.5', servers: 3, clients: 2 },
    steps: [
      { do: 'upgrade', agent: 'leader' },
      { do: 'pause' },
      { do: 'put-back', agent: 'leader' },
      { do: 'upgrade', agent: 'follower-2' },
      { do: 'reboot', node: 'client-1' },
      { do: 'fault', fault: 'server-killed', node: 'server-3' },
    ],
  };
  const steps = await planSteps(clusterWith(3, 3, 'server-2'), order);
  expect(steps.map(({ name, node }) => [name, node?.name])).toEqual([
    ['1/6 server-2', 'server-2'],
    ['2/6 pause', undefined],
    ['3/6 server-2 back to 1.11.3', 'server-2'],
    ['4/6 server-3', 'server-3'],
    ['5/6 reboot of client-1', 'client-1'],
    ['6/6 server-killed on server-3', 'server-3'],
  ]);
});

test('a step whose node is not there is not left out', () => {
  expect(() =>
    nodeOf({ name: '1/1 client-9', does: { do: 'reboot', node: 'client-9' }, node: undefined }),
  ).toThrow('the cluster has no node for the step 1/1 client-9');
});

test('the plan names all that is tried after a step', () => {
  const all = planned(3, 3).afterEachStep.join('\n');
  for (const { name, says } of checks.filter((each) => each.atEachStep))
    expect(all, name).toContain(says?.(request).atEachStep ?? `words of ${name}`);
});

test('a server that does not come back in time is told with the state of the servers', async () => {
  const Servers = [{ Name: 'server-1.global', Healthy: false, Version: '1.11.3' }];
  const operator = { autopilotHealth: async () => ({ Healthy: false, Servers }) };
  const cluster = { ...clusterWith(1, 0, 'server-1'), nomad: { operator } };
  const back = (timeoutMs: number, signal?: AbortSignal) =>
    serverBack(
      cluster as unknown as Parameters<typeof serverBack>[0],
      { name: 'server-1', role: 'server' } as ClusterNode,
      '2.0.5',
      { timeoutMs, signal },
    );

  await expect(back(500)).rejects.toMatchObject({
    ...{ code: 'UPGRADE_STEP_STUCK', exitCode: 1, observed: 'server-1.global 1.11.3 unhealthy' },
    message: expect.stringMatching(
      /^server-1 was not back with Nomad 2\.0\.5: WAIT_TIMEOUT: timed out after \d\.\d s waiting for return of server-1$/,
    ),
  });
  const reason = new Error('interrupted');
  await expect(back(500, AbortSignal.abort(reason))).rejects.toBe(reason);
});
