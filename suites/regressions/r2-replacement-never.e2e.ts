import { expect, test } from '../../harness/index.ts';
import { lateReplacement } from './late-replacement.ts';

// No issue is known: a note that its replacement could not be placed makes Nomad hold an allocation for one without attempts left.
test('a failed batch allocation is replaced when there is a place for it at last', async ({
  cluster,
  nomad,
  scope,
}) => {
  const { jobId, failed } = await lateReplacement({ cluster, nomad, scope }, { port: 19_997 });
  const state = await scope.waits
    .allocationsOf(jobId, (all) => all.find(({ ID }) => ID !== failed), { timeoutMs: 30_000 })
    .then(
      () => 'replaced',
      (error: Error) => `not replaced: ${error.message}`,
    );

  scope.knownBug('R2', () => expect(state).toBe('replaced'));
});
