import { diskSlow, expect, type NomadClient, type Scope, test } from '../../harness/index.ts';
import { leaderOf } from './server.ts';

const file = 'faults/steady.nomad.hcl';
const timeoutMs = 90_000;

// Nomad marks a job as stable when a deployment of it has succeeded, and puts back the version that was deployed. A slow
// disk makes long what else takes a moment: that the success is decided, and not written yet.
test('a change of a job that is acknowledged as its deployment succeeds is not undone', async ({
  cluster,
  nomad,
  scope,
}) => {
  const fault = await scope.inject(diskSlow(await leaderOf(cluster), 20));
  const undone: string[] = [];
  for (let wave = 1; wave <= 8 && undone.length === 0; wave++) {
    undone.push(...(await undoneOf(wave, { nomad, scope })));
  }
  await fault.undo();
  scope.knownBug('F-change-undone', () => expect(undone, 'jobs that are the older one').toEqual([]));
});

/** Changes twelve jobs when the first of their deployments has succeeded; returns those whose job is the older one afterwards. */
async function undoneOf(wave: number, { nomad, scope }: { nomad: NomadClient; scope: Scope }) {
  const ids = Array.from({ length: 12 }, (_, n) => scope.name(`${wave}-${n}`));
  const version = (revision: string) =>
    Promise.all(ids.map((job_id) => scope.job(file, { job_id, revision })));
  const [before, after] = [await version('1'), await version('2')];
  await Promise.all(before.map((job) => scope.submit(job)));
  await scope.waits.until({
    what: `the first successful deployment of wave ${wave}`,
    source: { read: (call) => nomad.deployments.list(call), wakes: ({ Topic }) => Topic === 'Deployment' },
    until: (all) =>
      all.some(({ JobID, Status }) => ids.includes(JobID) && Status === 'successful') || undefined,
    timeoutMs,
  });
  const change = (job: (typeof after)[number], at: number) =>
    at % 2 === 0 ? nomad.jobs.stop(job.ID) : nomad.jobs.register(job);
  const answers = await Promise.all(after.map(change));
  await Promise.all(answers.map(({ EvalID }) => scope.waits.evaluationOver(EvalID, { timeoutMs })));
  const now = await Promise.all(ids.map((id) => nomad.jobs.read(id)));
  return ids.filter((_, at) => Number(now[at]?.JobModifyIndex) < Number(answers[at]?.JobModifyIndex));
}
