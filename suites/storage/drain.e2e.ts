import { expect, test } from '../../harness/index.ts';
import { keepersOn, notReplaced, successorOf } from './keepers.ts';

const outcomes = {
  host_volume: 'stays on its node',
  'docker volumes': 'stays on its node',
  ephemeral_disk: 'lost',
  'ephemeral_disk sticky': 'lost',
  'ephemeral_disk sticky, migrate': 'moved along',
} as const;
const kinds = Object.keys(outcomes) as (keyof typeof outcomes)[];

test('of what jobs keep on a drained node, only a migrating ephemeral disk moves along with them', async ({
  cluster,
  nomad,
  scope,
}) => {
  const fixtures = { cluster, nomad, scope };
  const [node, other] = await Promise.all([scope.addClient(), scope.addClient()]);
  const nodeId = node.nomadNodeId ?? '';
  const place = { node, others: [other], pool: scope.id };
  const keepers = await keepersOn(place, kinds, fixtures);

  await nomad.nodes.drain(nodeId, { deadlineMs: 60_000, ignoreSystemJobs: true });
  for (const [at, kind] of kinds.entries()) {
    const keeper = keepers[at];
    if (!keeper) continue;
    const successor = await successorOf(keeper, fixtures);
    expect(successor.NodeID).not.toBe(nodeId);
    expect(successor.found, kind).toEqual(outcomes[kind] === 'moved along' ? keeper.written : {});
    scope.observed(kind, 'drain', outcomes[kind]);
  }
});

test('a job with a dynamic host volume waits until its drained node is back, and has its file then', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsCluster('dynamic host volumes');
  const fixtures = { cluster, nomad, scope };
  const [node, other] = await Promise.all([scope.addClient(), scope.addClient()]);
  const nodeId = node.nomadNodeId ?? '';
  const place = { node, others: [other], pool: scope.id };
  const [keeper] = await keepersOn(place, ['dynamic host volume'], fixtures);
  if (!keeper) throw new Error('nothing was placed');

  await nomad.nodes.drain(nodeId, { deadlineMs: 60_000, ignoreSystemJobs: true });
  expect(await notReplaced(keeper, fixtures)).toContain('missing compatible host volumes');
  await nomad.nodes.undrain(nodeId);
  const successor = await successorOf(keeper, fixtures);
  expect(successor).toMatchObject({ NodeID: nodeId, found: keeper.written });
  scope.observed('dynamic host volume', 'drain', 'stays on its node, and the job waits for it');
});
