import { expect, test } from '../../harness/index.ts';
import { addVolumeClient } from './host-volume-client.ts';
import { keepFile } from './storage.ts';

// nomad#28198: a volume was looked for among claims by its name without the number.
test('a group with per_alloc holds the host volume of each number', async ({ cluster, nomad, scope }) => {
  const source = scope.name('volume');
  const second = await addVolumeClient(scope, cluster, `${source}[1]`);
  const first = await addVolumeClient(scope, cluster, `${source}[0]`);
  const job = await scope.job(keepFile, { ...first.vars, source, per_alloc: 'true' });
  job.NodePool = scope.id;
  for (const group of job.TaskGroups ?? []) group.Count = 2;

  const submitted = await scope.submit(job);
  const all = await submitted.allocations(2);
  for (const { ID } of all) await scope.waits.allocationRunning(ID);
  expect(Object.fromEntries(all.map(({ Name, NodeName }) => [Name, NodeName]))).toEqual({
    [`${job.ID}.keep[0]`]: first.node.name,
    [`${job.ID}.keep[1]`]: second.node.name,
  });
  const { HostVolumes } = await nomad.nodes.read(first.node.nomadNodeId ?? '');
  const { ID = '' } = HostVolumes?.[`${source}[0]`] ?? {};
  const answer = await nomad.volumes.host.delete(ID).then(
    () => 'deleted',
    (error: Error) => error.message,
  );
  scope.knownBug('H5', () => expect(answer).toMatch(/in use/));
});
