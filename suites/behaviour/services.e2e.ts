import { expect, type NomadClient, type Submitted, taskEvents, test, waits } from '../../harness/index.ts';

// Its product is facts for `nomad-e2e diff`: the deployments, allocations and task events of a service.

const file = 'behaviour/run/service.nomad.hcl';
const limits = { timeoutMs: 60_000 };

/** The allocation of the service's present version, once its deployment is successful. */
async function rolledOut(nomad: NomadClient, job: Submitted) {
  await waits.deploymentDone(nomad, job.evaluation.DeploymentID ?? '', limits);
  return await job.running();
}

test.concurrent('a stopped service ends as complete', async ({ nomad, scope }) => {
  const job = await scope.run(file);
  await rolledOut(nomad, job);
  await nomad.jobs.stop(job.jobId);
  const ended = await job.ended();
  expect(ended).toMatchObject({ ClientStatus: 'complete', DesiredStatus: 'stop' });
});

test.concurrent('a new version of a service replaces the old one', async ({ nomad, scope }) => {
  const first = await rolledOut(nomad, await scope.run(file));
  const second = await rolledOut(nomad, await scope.run(file, { word: 'second' }));
  expect(second.ID).not.toBe(first.ID);
  await waits.allocationTerminal(nomad, first.ID, limits);
  expect(await nomad.allocations.read(first.ID)).toMatchObject({ DesiredStatus: 'stop' });
});

test.concurrent('a restart by hand starts the task again in the same allocation', async ({
  nomad,
  scope,
}) => {
  const { ID } = await rolledOut(nomad, await scope.run(file));
  await nomad.allocations.restart(ID, { task: 'main' });
  const restarted = await waits.taskState(
    nomad,
    ID,
    'main',
    ({ Restarts, State }) => Restarts === 1 && State === 'running',
    limits,
  );
  expect(taskEvents(restarted, 'main').filter(({ type }) => type === 'Started')).toHaveLength(2);
});

test.concurrent('a signal is an event of the running task', async ({ nomad, scope }) => {
  const { ID } = await rolledOut(nomad, await scope.run(file));
  await nomad.allocations.signal(ID, { task: 'main', signal: 'SIGUSR1' });
  const signalled = await waits.taskState(
    nomad,
    ID,
    'main',
    ({ Events }) => Events?.some(({ Type }) => Type === 'Signaling') ?? false,
    limits,
  );
  expect(signalled.TaskStates?.main).toMatchObject({ State: 'running', Restarts: 0 });
});
