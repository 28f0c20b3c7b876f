import { expect, NomadApiError, test } from '../../harness/index.ts';

test('a server that is restarted still knows the job, its allocation and its claim', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it restarts a server');
  scope.needsNomad('1.3.2', 'a line of the log that says when a server has read its state');
  const [server, ...others] = cluster.servers;
  scope.needs(others.length === 0, 'of several servers the others remember for one that is restarted');
  const plugin = await csi.healthy();
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();
  const job = await nomad.jobs.read(writer.jobId);
  const held = await csi.audit(volume_id);
  expect(held.claims).toMatchObject([{ allocationId: holder.ID, mode: 'write', ended: false }]);

  await server?.agent.stop();
  const fromLine = await server?.agent.start();
  // Before it leads and has read its log, it answers 403 to every token.
  const line = { fromLine: fromLine ?? 1, signal: scope.signal };
  await server?.agent.waitForLine('eval broker status modified: paused=false', line);
  const still = await scope.waits.allocationRunning(holder.ID);
  expect(still).toMatchObject({ CreateIndex: holder.CreateIndex, NodeID: holder.NodeID });
  expect(await nomad.jobs.read(writer.jobId)).toMatchObject({
    Version: job.Version,
    ModifyIndex: job.ModifyIndex,
  });
  expect(await csi.audit(volume_id)).toEqual(held);

  // Clients come back to it one by one; until then its calls to their drivers find no way ("No path to node").
  const { Allocations } = await nomad.plugins.read(plugin);
  for (const { ID } of (Allocations ?? []).filter(({ ClientStatus }) => ClientStatus === 'running')) {
    await scope.waits.until({
      what: `way from the server to the client of allocation ${ID}`,
      source: {
        read: ({ signal }) => nomad.allocations.fs.stat(ID, 'alloc', { signal }).catch(noPath),
        wakes: ({ Topic }) => Topic === 'Node',
      },
      until: (folder) => folder,
    });
  }
});

function noPath(error: unknown): undefined {
  if (error instanceof NomadApiError && error.message.includes('No path to node')) return undefined;
  throw error;
}
