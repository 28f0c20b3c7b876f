import { boundOf, overBudget } from '../../disruption/index.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';
import { answerLimit, succeeds } from './availability.ts';
import { type Beside, eachStep, evidence, rule, type Stage, type UpgradeCheck } from './check.ts';
import { startsOf } from './new-work.ts';
import { probed, ticks } from './sampling.ts';
import { smallJob } from './small-job.ts';

const everyMs = 1000;

/** Some server accepts jobs at any time, and what was accepted runs. */
export const submission: UpgradeCheck = {
  name: 'submission',
  says: ({ budget }) => ({
    meanwhile: `a job is submitted each second, and must run; ${boundOf(budget, 'scheduling-delay')} ms until it does are a NO-GO`,
  }),
  leaves: [
    evidence(events.submit, {
      at: eachStep,
      of: () => ['accepted'],
      seen: ({ ok }) => (ok ? ['accepted'] : []),
    }),
    ...probed(() => ['submit upgrade']),
    // Known in the end only, also of the first step.
    evidence(events.scheduled, {
      of: eachStep,
      seen: ({ step, jobs }) => (jobs.length > 0 ? [step] : []),
    }),
    evidence(events.submitLost),
  ],
  meanwhile: (stage, beside) => [
    { probe: 'submit', during: 'upgrade', run: () => keepSubmitting(stage, beside) },
  ],
  async atEnd(_, { cluster, submitted, ledger, signal }) {
    const names = submitted.map(({ job }) => job);
    const { missing, started } = await startsOf(cluster, names, signal);
    for (const [step, own] of Map.groupBy(submitted, (each) => each.step)) {
      const jobs = own.flatMap(({ job, askedAt }) => {
        const at = started.get(job);
        return at === undefined ? [] : [{ job, ms: Math.max(0, Math.round(at - askedAt)) }];
      });
      ledger.append(events.scheduled, { step, jobs });
    }
    ledger.append(events.submitLost, { jobs: missing });
  },
  rules: [
    refused,
    (entries) => overBudget(entries, 'scheduling-delay'),
    rule(stop, events.submitLost, ({ jobs }) => ({
      'job-lost': jobs.length > 0 && `${jobs.length} accepted jobs never ran: ${jobs.slice(0, 5).join(', ')}`,
    })),
  ],
};

/** A job each second to whichever server takes it. */
async function keepSubmitting(stage: Stage, { servers, ledger, stop }: Beside): Promise<void> {
  let count = 0;
  for await (const _ of ticks(everyMs, stop)) {
    const job = `upgrade-submit-${++count}`;
    let by: string | undefined;
    let askedAt = 0;
    for (const { name, nomad } of servers) {
      if (by || stop.aborted) break;
      askedAt = Date.now();
      const register = nomad.jobs.register(smallJob(job, { type: 'batch' }), { signal: answerLimit(stop) });
      if (await succeeds(register)) by = name;
    }
    if (by) stage.submitted.push({ job, step: stage.current, askedAt });
    ledger.append(events.submit, { job, ok: by !== undefined, server: by });
  }
}

function refused(entries: readonly Entry[]): Finding[] {
  const tries = events.submit.of(entries);
  if (tries.length === 0 || tries.some(({ ok }) => ok)) return [];
  const message = `none of ${tries.length} jobs was accepted during the upgrade`;
  return [stop('submit-refused', events.submit, message)];
}
