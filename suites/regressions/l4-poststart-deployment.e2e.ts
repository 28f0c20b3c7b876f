import { expect, test, waits } from '../../harness/index.ts';

// nomad#11945: a poststart task that was done before min_healthy_time made its allocation unhealthy.
test('the deployment of a service with a poststart task that is soon done is successful', async ({
  nomad,
  scope,
}) => {
  const { evaluation } = await scope.run('regressions/poststart-service.nomad.hcl');

  const deployment = await waits
    .deploymentDone(nomad, evaluation.DeploymentID ?? '', { timeoutMs: 60_000, signal: scope.signal })
    .then(
      ({ Status }) => Status,
      (error: Error) => error.message.split('\n')[0],
    );

  expect(deployment).toBe('successful');
});
