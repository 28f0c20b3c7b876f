import { events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import { leadersIn } from '../plan/order.ts';
import { periodicJob } from '../workload/workload.ts';
import { evidence, rule, type UpgradeCheck } from './check.ts';

const everyMs = 10_000;

/** The leader launches a periodic job on time, whichever server leads. */
export const periodic: UpgradeCheck = {
  name: 'periodic',
  says: () => ({
    atEnd: 'launches of the periodic job are counted, and each job that was accepted meanwhile must have run',
  }),
  leaves: [evidence(events.periodic)],
  async atEnd(_, { cluster: { nomad }, probedFrom, ledger, order }) {
    const between = { from: probedFrom, to: Date.now() };
    const launches = (await nomad.jobs.list(`${periodicJob}/periodic-`)).map(({ ID }) => ID);
    ledger.append(events.periodic, launchesBetween(launches, between, leadersIn(order)));
  },
  rules: [
    rule(stop, events.periodic, ({ launches, expected }) => ({
      periodic:
        launches < expected &&
        `the periodic job was launched ${launches} times, at least ${expected} were due`,
    })),
  ],
};

/**
 * Of these launches those that were due after `from` and not after `to`: an id ends with its second (Nomad docs, `periodic`
 * block). Due are as many as fit, less one at each end of the time and one for each change of leader.
 */
export function launchesBetween(
  ids: readonly string[],
  { from, to }: { from: number; to: number },
  leaders: number,
) {
  const moments = ids.map((id) => Number(/\/periodic-(\d+)$/.exec(id)?.[1]) * 1000);
  const launches = moments.filter((moment) => moment > from && moment <= to).length;
  return { launches, expected: Math.max(1, Math.floor((to - from) / everyMs) - 2 - leaders) };
}
