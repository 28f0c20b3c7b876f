import {
  expect,
  measureRecovery,
  type NomadClient,
  pluginCounts,
  pluginKilled,
  pluginReached,
  startedAt,
  taskEvents,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { lateDriver } from './late-driver.ts';

test('a job that is placed where the driver has just died waits until the driver is back', async ({
  cluster,
  csi,
  ledger,
  nomad,
  scope,
}) => {
  // The driver stays away for longer than Nomad needs to place the job and to claim its volume.
  const { pluginId, jobId } = await lateDriver({ cluster, csi, scope });
  const { ID: volume_id, ExternalID: externalId = '' } = await csi.volume('csi/volume.volume.hcl', {
    plugin_id: pluginId,
  });
  const [node] = cluster.clients;
  if (!node) throw new Error('the cluster has no client');
  const put = (name: string) =>
    scope.run('csi/put-file.nomad.hcl', {
      volume_id,
      job_id: scope.name(name),
      node: `^${node.name}$`,
    });
  const fault = await scope.inject(pluginKilled(cluster, node, jobId));
  expect(await pluginCounts(nomad, pluginId)).toMatchObject({ nodesHealthy: cluster.clients.length });
  const ended = await (await put('at-once')).ended();
  await fault.undo();
  if (ended.ClientStatus === 'complete') {
    const back = await lastStart(nomad, { jobId, nodeId: ended.NodeID });
    expect(startedAt(ended, 'put'), 'not before the driver was back').toBeGreaterThan(back);
  }

  const path = `claimed after: ${pluginKilled(cluster, node).name}`;
  const next = await measureRecovery({ ledger, path, boundMs: 60_000 }, async () => {
    await pluginReached(cluster, jobId);
    await csi.healthy(pluginId);
    return await (await put('later')).ended();
  });
  expect(next.ClientStatus).toBe('complete');
  await untilUnmounted({ node, externalId });

  const messages = taskEvents(ended, 'put').map(({ message }) => message);
  const end = `${ended.ClientStatus}: ${messages.join(', ')}`;
  scope.knownBug('F-claim-on-dead-driver', () => expect(end).toMatch(/^complete/));
});

/** When the driver of a node last started, in nanoseconds. */
async function lastStart(
  nomad: NomadClient,
  { jobId, nodeId }: { jobId: string; nodeId: string },
): Promise<number> {
  const stub = (await nomad.jobs.allocations(jobId)).find(({ NodeID }) => NodeID === nodeId);
  const starts = taskEvents(await nomad.allocations.read(stub?.ID ?? ''), 'driver');
  return starts.findLast(({ type }) => type === 'Started')?.at ?? Number.NaN;
}
