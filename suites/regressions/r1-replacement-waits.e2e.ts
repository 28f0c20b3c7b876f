import { expect, test } from '../../harness/index.ts';
import { lateReplacement } from './late-replacement.ts';

// Without a limit: with one, the replacement is never placed from 1.11.1 on (R2).
const policy = { Attempts: 0, Unlimited: true, Delay: 5e9, DelayFunction: 'constant' } as const;

// nomad#27129: an allocation whose replacement could not be placed was stopped, and the attempts of a stopped one are forgotten.
test('a replacement that has to wait for its place counts as a reschedule attempt', async ({
  cluster,
  nomad,
  scope,
}) => {
  const { jobId, failed } = await lateReplacement({ cluster, nomad, scope }, { policy, port: 19_998 });
  const { ID } = await scope.waits.allocationsOf(jobId, (all) => all.find((each) => each.ID !== failed));

  const { RescheduleTracker } = await nomad.allocations.read(ID);
  const attempts = (RescheduleTracker?.Events ?? []).map(({ PrevAllocID }) => PrevAllocID);
  scope.knownBug('R1', () => expect(attempts, 'reschedule attempts').toEqual([failed]));
});
