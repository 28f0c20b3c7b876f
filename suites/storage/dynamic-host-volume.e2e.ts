import { expect, placementReasons, test } from '../../harness/index.ts';
import { dynamicHostVolume } from './kinds.ts';

const file = 'storage/host-volume.nomad.hcl';

test.concurrent.for([
  ['single-node-writer', 'all jobs of its node'],
  ['single-node-single-writer', 'one job'],
] as const)(
  'a dynamic host volume made as %s is for %s, and cannot be deleted while one has it',
  async ([access_mode, users], { cluster, nomad, scope }) => {
    scope.needsCluster('dynamic host volumes');
    const [node] = cluster.clients;
    const source = await dynamicHostVolume({ cluster, nomad, scope }, node, access_mode);
    const { ID = '' } = (await nomad.nodes.read(node?.nomadNodeId ?? '')).HostVolumes?.[source] ?? {};
    expect(await nomad.volumes.host.read(ID)).toMatchObject({ State: 'ready', NodeID: node?.nomadNodeId });

    const vars = { source, access_mode, attachment_mode: 'file-system' };
    const first = await (await scope.run(file, vars)).running();
    expect(first.NodeID).toBe(node?.nomadNodeId);
    await expect(nomad.volumes.host.delete(ID)).rejects.toThrow(/in use/);

    const second = await scope.run(file, { ...vars, job_id: scope.name('second') });
    const refused = users === 'all jobs of its node' ? [] : ['missing compatible host volumes'];
    expect(placementReasons(second.evaluation)).toEqual(refused);
    scope.observed('dynamic host volume', 'writers at once', `${users} (${access_mode})`);
  },
);

test('a dynamic host volume is not given in another mode than it was made for', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsCluster('dynamic host volumes');
  const [node] = cluster.clients;
  const source = await dynamicHostVolume({ cluster, nomad, scope }, node, 'single-node-writer');
  const vars = { source, access_mode: 'single-node-multi-writer', attachment_mode: 'file-system' };
  const refused = await scope.run(file, vars);
  expect(placementReasons(refused.evaluation)).toEqual(['missing compatible host volumes']);
});
