import { expect, placementReasons, test } from '../../harness/index.ts';
import { dynamicHostVolume, keepFile } from './storage.ts';

test.concurrent.for([
  ['single-node-writer', 'all jobs of its node'],
  ['single-node-single-writer', 'one job'],
] as const)(
  'a dynamic host volume created as %s is for %s',
  async ([access_mode, users], { cluster, nomad, scope }) => {
    scope.needsCluster('dynamic host volumes');
    const [node] = cluster.clients;
    const vars = await dynamicHostVolume(access_mode, scope, cluster, node);
    const { HostVolumes } = await nomad.nodes.read(node?.nomadNodeId ?? '');
    const { ID = '' } = HostVolumes?.[vars.source] ?? {};
    expect(await nomad.volumes.host.read(ID)).toMatchObject({ State: 'ready', NodeID: node?.nomadNodeId });

    const first = await (await scope.run(keepFile, vars)).running();
    expect(first.NodeID).toBe(node?.nomadNodeId);
    await expect(nomad.volumes.host.delete(ID)).rejects.toThrow(/in use/);

    const second = await scope.run(keepFile, { ...vars, job_id: scope.name('second') });
    const refused = users === 'all jobs of its node' ? [] : ['missing compatible host volumes'];
    expect(placementReasons(second.evaluation)).toEqual(refused);
    scope.observed('dynamic host volume', 'writers at once', `${users} (${access_mode})`);
  },
);

test('a dynamic host volume is not mounted in another mode than it was created for', async ({
  cluster,
  scope,
}) => {
  scope.needsCluster('dynamic host volumes');
  const [node] = cluster.clients;
  const vars = await dynamicHostVolume('single-node-writer', scope, cluster, node);
  const refused = await scope.run(keepFile, { ...vars, access_mode: 'single-node-multi-writer' });
  expect(placementReasons(refused.evaluation)).toEqual(['missing compatible host volumes']);
});
