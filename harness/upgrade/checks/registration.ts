import { type Entry, events, type JobType } from '../../evidence/index.ts';
import { type Finding, note, stop } from '../../judge/index.ts';
import { beforeSteps, evidence, fromBefore, type Stage, type UpgradeCheck } from './check.ts';
import { smallJob } from './small-job.ts';

/** Each type of job that Nomad has. */
export const jobTypes: readonly JobType[] = ['service', 'batch', 'system', 'sysbatch'];

/** Every server takes a job of each type. */
export const registration: UpgradeCheck = {
  name: 'registration',
  says: () => ({ whileReturning: 'a job of each type is offered to every server' }),
  leaves: [
    evidence(events.registration, {
      at: fromBefore,
      of: ({ servers }) => servers.flatMap((server) => jobTypes.map((type) => `${server} ${type}`)),
      seen: ({ server, type }) => [`${server} ${type}`],
    }),
  ],
  before: offerJobs,
  whileReturning: offerJobs,
  rules: [refusals],
};

/**
 * Asks every server to plan a job of each type, in the shape that HTTP clients send: fields that Nomad fills in are
 * left out. A server completes a job before it hands it to the leader, so between versions one may refuse what the
 * other made of it.
 */
async function offerJobs(step: string, { cluster, ledger }: Stage): Promise<void> {
  for (const { name: server, nomadAddress } of cluster.servers) {
    await using nomad = cluster.nomad.with({ address: nomadAddress });
    for (const type of jobTypes) {
      const refused = await nomad.jobs.plan(smallJob(`upgrade-plan-${type}`, { type })).then(
        () => undefined,
        (error: Error) => error.message.replaceAll(/\s+/g, ' '),
      );
      ledger.append(events.registration, { step, server, type, refused });
    }
  }
}

/**
 * Types of job that the servers took before the first step and refused later. What only fails between versions is no reason to
 * stay, but to know: it is over with the last step.
 */
function refusals(entries: readonly Entry[]): Finding[] {
  const seen = events.registration.of(entries);
  const taken = new Set(
    seen.filter(({ step, refused }) => step === beforeSteps && !refused).map(({ type }) => type),
  );
  const last = seen.at(-1)?.step;
  const refused = seen.filter((each) => each.refused && taken.has(each.type));
  return [...Map.groupBy(refused, ({ type }) => type)].map(([type, all]) => {
    const grade = all.some(({ step }) => step === last) ? stop : note;
    const at = all.map(({ step, server }) => `${step} by ${server}`).join(', ');
    const message = `${type} jobs were taken before and refused at ${at}: ${all[0]?.refused}`;
    return grade('registration-refused', events.registration, message);
  });
}
