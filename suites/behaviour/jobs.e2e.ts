import { expect, test, waits } from '../../harness/index.ts';

// Its product is facts for `nomad-e2e diff`: how many allocations a type of job has, and how they end.

const limits = { timeoutMs: 60_000 };

test.concurrent.for([
  { type: 'sysbatch', status: 'complete' },
  { type: 'system', status: 'running' },
])('a $type job has one $status allocation on each node', async (each, { cluster, nomad, scope }) => {
  const { type, status } = each;
  const job = await scope.run('behaviour/run/everywhere.nomad.hcl', { type });
  const all = await waits.allocationsOf(
    nomad,
    job.jobId,
    (stubs) => {
      const there = stubs.filter(({ ClientStatus }) => ClientStatus === status);
      return there.length === cluster.clients.length ? there : undefined;
    },
    limits,
  );
  expect(new Set(all.map(({ NodeID }) => NodeID)).size).toBe(cluster.clients.length);
});

test.concurrent('a parameterized job runs once for each dispatch', async ({ nomad, scope }) => {
  const job = await scope.job('behaviour/run/parameterized.nomad.hcl');
  await nomad.jobs.register(job);
  await expect(nomad.jobs.dispatch(job.ID)).rejects.toThrow('word');
  const { DispatchedJobID } = await nomad.jobs.dispatch(job.ID, { meta: { word: 'first' } });
  const [ended] = await waits.allocationsOf(
    nomad,
    DispatchedJobID,
    (all) => (all.some(({ ClientStatus }) => ClientStatus === 'complete') ? all : undefined),
    limits,
  );
  expect(ended?.TaskStates?.main).toMatchObject({ State: 'dead', Failed: false });
});
