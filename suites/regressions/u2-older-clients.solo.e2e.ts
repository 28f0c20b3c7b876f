import { expect, type Submitted, test, waits } from '../../harness/index.ts';
import { replaceServer } from './replace-agents.ts';

const file = 'regressions/every-node.nomad.hcl';

// nomad#27382: servers of 1.11 waited for the health of system allocations, which older clients never report.
test('a change of a system job reaches every older client of upgraded servers', async ({
  cluster,
  nomad,
  scope,
  skip,
}) => {
  const { upgradeTo, clients } = cluster;
  if (upgradeTo === undefined)
    return skip('needs a second version: npx nomad-e2e regression U2 --nomad-version <x.y.z>');
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  await (await scope.run(file)).running();
  for (const server of cluster.servers) await replaceServer(nomad, server, upgradeTo, scope.signal);
  for (const { nomadNodeId = '' } of clients) await waits.nodeReady(nomad, nomadNodeId, limits);

  const changed = await scope.run(file, { release: '2' });

  expect(await deploymentOf(changed), 'the deployment of the change').toMatch(/^(none|successful)$/);
  const reached = await changed.allocations(clients.length);
  expect(
    reached.filter(({ JobVersion, DesiredStatus }) => JobVersion === 1 && DesiredStatus === 'run'),
  ).toHaveLength(clients.length);

  /** How the deployment ended; Nomad makes none for a system job where it could not end. */
  async function deploymentOf({ jobId }: Submitted): Promise<string> {
    const deployment = await nomad.jobs.latestDeployment(jobId);
    if (deployment?.JobVersion !== 1) return 'none';
    return await waits.deploymentDone(nomad, deployment.ID, limits).then(
      ({ Status }) => Status,
      (error: Error) => error.message.split('\n')[0] ?? '',
    );
  }
});
