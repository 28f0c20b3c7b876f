import { expect, type Job, test } from '../../harness/index.ts';

const inWords = ({ Version, Stop, Status }: Job) => `${Version}${Stop ? ' (stop)' : ''} ${Status}`;

// nomad#24957: a version was kept with the status that the job had when it was registered.
test('each version of a job that was stopped and reverted has a status of its own', async ({
  nomad,
  scope,
}) => {
  const job = await scope.job('regressions/script.nomad.hcl');
  // Without deployments: one that is successful renews its version.
  for (const { Update } of job.TaskGroups ?? []) if (Update) Update.MaxParallel = 0;
  const first = await scope.submit(job);
  await first.running();
  const stop = await nomad.jobs.stop(job.ID);
  await scope.waits.evaluationOver(stop.EvalID);
  await first.ended();

  const path = `/v1/job/${job.ID}`;
  const body = { JobID: job.ID, JobVersion: 0 };
  const revert = await nomad.http.json<{ EvalID: string }>('POST', `${path}/revert`, { body });
  await scope.waits.evaluationOver(revert.EvalID);

  const { Versions } = await nomad.http.json<{ Versions: Job[] }>('GET', `${path}/versions`);
  const statuses = Versions.toReversed().map(inWords).join(', ');
  scope.knownBug('A5', () => expect(statuses).toBe('0 running, 1 (stop) dead, 2 running'));
});
