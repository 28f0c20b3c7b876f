import { expect, test } from '../../harness/index.ts';
import { filesOf, placementsOf, replacementOf, runApart } from './allocations.ts';

const outcomes = {
  host_volume: 'stays on its node',
  'docker volumes': 'stays on its node',
  ephemeral_disk: 'lost',
  'ephemeral_disk sticky': 'lost',
  'ephemeral_disk sticky, migrate': 'moved along',
} as const;
const kinds = Object.keys(outcomes) as (keyof typeof outcomes)[];

test('a drain moves no data but that of a migrating ephemeral disk', async ({ cluster, nomad, scope }) => {
  const node = await scope.addClient();
  const jobs = await Promise.all(kinds.map((kind) => runApart(kind, scope, cluster, node)));
  await scope.addClient();

  await nomad.nodes.drain(node.nomadNodeId ?? '', { deadlineMs: 60_000, ignoreSystemJobs: true });
  for (const { kind, allocation, written } of jobs) {
    const replacement = await replacementOf(allocation, scope, nomad);
    expect(replacement.NodeID).not.toBe(node.nomadNodeId);
    const { found } = await filesOf(nomad, replacement);
    expect(found, kind).toEqual(outcomes[kind] === 'moved along' ? written : {});
    scope.observed(kind, 'drain', outcomes[kind]);
  }
});

test('a job with a dynamic host volume waits for its drained node', async ({ cluster, nomad, scope }) => {
  scope.needsCluster('dynamic host volumes');
  const node = await scope.addClient();
  const nodeId = node.nomadNodeId ?? '';
  const { allocation, written } = await runApart('dynamic host volume', scope, cluster, node);
  await scope.addClient();

  await nomad.nodes.drain(nodeId, { deadlineMs: 60_000, ignoreSystemJobs: true });
  const { allocations, reasons } = await placementsOf(allocation, scope, nomad);
  expect(allocations).toEqual([allocation.ID]);
  expect(reasons).toContain('missing compatible host volumes');

  await nomad.nodes.undrain(nodeId);
  const replacement = await replacementOf(allocation, scope, nomad);
  expect(replacement.NodeID).toBe(nodeId);
  expect((await filesOf(nomad, replacement)).found).toEqual(written);
  scope.observed('dynamic host volume', 'drain', 'stays on its node, and the job waits for it');
});
