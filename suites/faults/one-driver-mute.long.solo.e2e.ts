import { attachmentsFolder, expect, pluginPaused, test } from '../../harness/index.ts';
import type { Fixtures } from './holder.ts';
import { untilUnable } from './unable.ts';

/**
 * Nomad reads a controller's abilities from the first of a Go map, for each volume anew. Which is first is random but not even: a map
 * of up to eight begins at one of eight places, so that one of two controllers may be first once in eight times only. So the bug
 * shows in most runs, and not in all.
 */
async function manyVolumes({ cluster, csi, scope }: Fixtures) {
  await csi.healthy();
  // Of the test before, Nomad's record may still say that one cannot attach.
  await untilUnable(cluster.nomad, 0);
  const [node, other] = cluster.clients;
  if (!node || !other) throw new Error('the cluster has less than two clients');
  const names = Array.from({ length: 8 * (cluster.clients.length - 1) }, (_, at) => scope.name(`${at}`));
  for (const volume_id of names) await scope.volume('csi/volume.volume.hcl', { volume_id });
  const startWriters = async () => {
    for (const name of names) {
      const vars = { volume_id: name, job_id: name, node: `^${node.name}$` };
      await (await scope.run('csi/writer.nomad.hcl', vars)).running();
    }
  };
  const rulesBroken = async () => {
    const audits = await Promise.all(names.map((name) => csi.audit(name)));
    return [...new Set(audits.flatMap(({ differences }) => differences.map(({ rule }) => rule)))];
  };
  return { names, node, other, startWriters, rulesBroken };
}

test('volumes are detached from one node although the driver of another does not answer', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const { names, node, other, startWriters, rulesBroken } = await manyVolumes({ cluster, csi, scope });
  await startWriters();
  const fault = await scope.inject(pluginPaused(cluster, other));
  await untilUnable(nomad, 1);
  await Promise.all(names.map((name) => nomad.jobs.stop(name)));
  await Promise.all(names.map((name) => csi.free(name)));
  await fault.undo();
  const broken = await rulesBroken();
  await node.shell(`rm -f ${attachmentsFolder('*')}/*`);

  scope.knownBug('F-mute-detach', () => expect(broken).toEqual([]));
});

test('volumes are attached to one node although the driver of another does not answer', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const { other, startWriters, rulesBroken } = await manyVolumes({ cluster, csi, scope });
  const fault = await scope.inject(pluginPaused(cluster, other));
  await untilUnable(nomad, 1);
  await startWriters();
  const broken = await rulesBroken();
  await fault.undo();

  scope.knownBug('F-mute-attach', () => expect(broken).toEqual([]));
});
