import { boundOf, overBudget, silencesOf, stepSpans } from '../../disruption/index.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';
import { holdersStay } from '../plan/order.ts';
import { evidence, writersOf as jobsOf, type UpgradeCheck } from './check.ts';

const ofJobs = { of: jobsOf, seen: ({ job }: { readonly job: string }) => [job] };

/** The writers go on, but while they are moved. */
export const writers: UpgradeCheck = {
  name: 'writers',
  says: (request) => ({
    meanwhile: `writers flush ten numbered records a second: ${boundOf(request.budget, 'writer-stall')} ms without one are a NO-GO${
      holdersStay(request) ? '' : ', but for those that a drain stops'
    }`,
  }),
  leaves: [
    evidence(events.clock),
    evidence(events.writerPlaced, ofJobs),
    evidence(events.writerStopped, ofJobs),
  ],
  observe: (_, { writers }) => writers.placed(),
  rules: [(entries) => overBudget(entries, 'writer-stall'), hung],
};

/** One that was silent when it was stopped may never have gone on. */
function hung(entries: readonly Entry[]): Finding[] {
  const allowed =
    boundOf(events.plan.of(entries)[0]?.budget ?? [], 'writer-stall') ?? Number.POSITIVE_INFINITY;
  return silencesOf(entries, stepSpans(entries)).flatMap(({ volume, writer, closing }) => {
    if (!closing || closing.ms <= allowed) return [];
    const message = `${writer} of volume ${volume} had written nothing for ${closing.ms} ms when it was stopped`;
    return [stop('writer-hung', events.volumeRecords, message)];
  });
}
