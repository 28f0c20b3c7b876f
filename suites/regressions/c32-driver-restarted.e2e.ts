import {
  type CsiFixture,
  expect,
  type NomadClient,
  type Scope,
  test,
  WaitTimeout,
} from '../../harness/index.ts';

const grace = { timeoutMs: 15_000 };

interface Given {
  csi: CsiFixture;
  nomad: NomadClient;
  scope: Scope;
  clients: number;
}

// nomad#27666: a FUSE process of the driver serves its mounts, and ends with it. Nomad mounts nothing anew for a running task, and
// does not restart the task.
test('a task has its volume again after a restart of the driver that serves the mount', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const { holder, seen, files } = await restartedUnder({
    csi,
    nomad,
    scope,
    clients: cluster.clients.length,
  });
  // Else a Nomad that restarts the task, as the issue asks for, would be looked at too early.
  const restarted = scope.waits.taskState(holder.ID, 'hold', ({ Restarts }) => Restarts > 0, grace);
  await restarted.catch((error: unknown) => {
    if (!(error instanceof WaitTimeout)) throw error;
  });
  const now = await files();

  expect(seen).toMatch(/^hello-\S+$/);
  scope.knownBug('C32', () => expect(now, 'the files that the task sees').toBe(seen));
});

test('the next job has the files of a volume whose driver was restarted under its holder', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const all = { csi, nomad, scope, clients: cluster.clients.length };
  const { volume_id, consumer, written } = await restartedUnder(all);
  await nomad.jobs.stop(consumer.jobId);
  await csi.free(volume_id);

  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(await csi.hashes(get)).toEqual(written);
});

/** A volume with a file, its holder, and its driver of the test's own, which was restarted on the holder's node. */
async function restartedUnder({ csi, nomad, scope, clients }: Given) {
  scope.needsDriver({ mounts: 'driver' });
  const plugin_id = scope.name('plugin');
  const [job] = await scope.driverJobs(plugin_id);
  const driver = await scope.submit(job);
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { plugin_id });
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  await csi.free(volume_id);
  const consumer = await scope.run('csi/holder.nomad.hcl', { volume_id });
  const holder = await consumer.running();
  const files = async () => {
    const look = { task: 'hold', script: 'ls /data 2>&1' };
    return (await nomad.allocations.shell(holder.ID, look)).stdout.trim();
  };
  const seen = await files();

  const instances = await driver.allocations(clients);
  const instance = instances.find(({ NodeID }) => NodeID === holder.NodeID);
  if (!instance) throw new Error(`the driver has no allocation on ${holder.NodeName}`);
  await nomad.allocations.restart(instance.ID, { task: 'driver' });
  await scope.waits.taskRestarted(instance.ID, 'driver');
  const all = { nodes: clients, controllers: clients };
  await scope.waits.pluginHealthy(plugin_id, { ...all, timeoutMs: 90_000 });
  return { volume_id, consumer, holder, written, seen, files };
}
