import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';
import { answerLimit, succeeds } from './availability.ts';
import { type Beside, eachStep, evidence, rule, type UpgradeCheck } from './check.ts';
import { neverRan } from './new-work.ts';
import { probed, ticks } from './sampling.ts';
import { smallJob } from './small-job.ts';

const everyMs = 1000;

/** Some server accepts jobs at any time, and what was accepted runs. */
export const submission: UpgradeCheck = {
  name: 'submission',
  says: () => ({ meanwhile: 'a job is submitted each second, and must run' }),
  leaves: [
    evidence(events.submit, {
      at: eachStep,
      of: () => ['accepted'],
      seen: ({ ok }) => (ok ? ['accepted'] : []),
    }),
    ...probed(() => ['submit upgrade']),
    evidence(events.submitLost),
  ],
  meanwhile: ({ submitted }, beside) => [
    { probe: 'submit', during: 'upgrade', run: () => keepSubmitting(submitted, beside) },
  ],
  async atEnd(_, { cluster, submitted, ledger, signal }) {
    ledger.append(events.submitLost, { jobs: await neverRan(cluster, submitted, signal) });
  },
  rules: [
    refused,
    rule(stop, events.submitLost, ({ jobs }) => ({
      'job-lost': jobs.length > 0 && `${jobs.length} accepted jobs never ran: ${jobs.slice(0, 5).join(', ')}`,
    })),
  ],
};

/** A job each second to whichever server takes it. */
async function keepSubmitting(submitted: string[], { servers, ledger, stop }: Beside): Promise<void> {
  let count = 0;
  for await (const _ of ticks(everyMs, stop)) {
    const job = `upgrade-submit-${++count}`;
    let by: string | undefined;
    for (const { name, nomad } of servers) {
      if (by || stop.aborted) break;
      const register = nomad.jobs.register(smallJob(job, { type: 'batch' }), { signal: answerLimit(stop) });
      if (await succeeds(register)) by = name;
    }
    if (by) submitted.push(job);
    ledger.append(events.submit, { job, ok: by !== undefined, server: by });
  }
}

function refused(entries: readonly Entry[]): Finding[] {
  const tries = events.submit.of(entries);
  if (tries.length === 0 || tries.some(({ ok }) => ok)) return [];
  const message = `none of ${tries.length} jobs was accepted during the upgrade`;
  return [stop('submit-refused', events.submit, message)];
}
