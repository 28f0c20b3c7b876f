import { expect, placementFailures, readJobFile, test, waits } from '../../harness/index.ts';
import { patched } from './patch.ts';
import { unplacedJobs } from './unplaced-jobs.ts';

// Its product is facts for `nomad-e2e diff`: what the scheduler says of a job that it cannot place.

test.concurrent.for(unplacedJobs)(
  'the evaluation of a job that waits for a node says why: $name',
  async ({ name, reason, ...patch }, { nomad, scope }) => {
    const hcl = patched(readJobFile('behaviour/plain.nomad.hcl'), patch);
    const { evaluation, jobId } = await scope.run({ name: `behaviour/unplaced/${name}`, hcl });
    expect(placementFailures(evaluation)).toEqual([
      typeof reason === 'function'
        ? expect.stringContaining(reason(scope.nomadSays))
        : expect.stringMatching(reason),
    ]);
    // The allocations that were placed must start first: what an interrupted start leaves behind varies.
    await waits.allocationsOf(
      nomad,
      jobId,
      (all) => (all.every(({ ClientStatus }) => ClientStatus === 'running') ? all : undefined),
      { timeoutMs: 60_000 },
    );
  },
);
