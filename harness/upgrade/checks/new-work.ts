import { failureOf, type StartedNomadCluster } from '../../cluster/index.ts';
import { events } from '../../evidence/index.ts';
import { least } from '../../median.ts';
import type { AllocationListStub } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { eachStep, evaluatedWithinMs, evidence, jobAt, type UpgradeCheck } from './check.ts';
import { smallJob } from './small-job.ts';

/** Every client takes new work: where one does not, its step fails. */
export const newWork: UpgradeCheck = {
  name: 'new-work',
  says: () => ({ whileReturning: 'new work is placed on every client' }),
  leaves: [
    evidence(events.workPlaced, {
      at: eachStep,
      of: ({ clients }) => clients,
      seen: ({ clients }) => clients,
    }),
  ],
  async whileReturning(step, { cluster, ledger, signal }) {
    const clients = await placeEverywhere(cluster, jobAt('upgrade-place', step), signal);
    ledger.append(events.workPlaced, { step, clients });
  },
};

const ended = (allocation: AllocationListStub) => allocation.ClientStatus === 'complete';

/** Places new work on every client and returns their names when each has done it. @throws WaitTimeout naming the allocations */
export async function placeEverywhere(
  { nomad, clients }: StartedNomadCluster,
  id: string,
  signal: AbortSignal,
): Promise<string[]> {
  const names = clients.map(({ name }) => name);
  await nomad.jobs.register(smallJob(id, { type: 'batch', clients: names }));
  await waits.allocationsOf(
    nomad,
    id,
    (all) => names.every((name) => all.some((each) => each.NodeName === name && ended(each))) || undefined,
    { timeoutMs: evaluatedWithinMs, signal, what: `new work done on each of ${names.length} clients` },
  );
  return names;
}

/**
 * Of these jobs, when each first ran (milliseconds since the epoch), and the ones that Nomad accepted and never ran to their end; looks no
 * further after ten of them.
 */
export async function startsOf(
  cluster: StartedNomadCluster,
  jobs: readonly string[],
  signal: AbortSignal,
): Promise<{ missing: string[]; started: Map<string, number> }> {
  const [missing, started]: [string[], Map<string, number>] = [[], new Map()];
  const limits = { timeoutMs: evaluatedWithinMs, signal, what: 'end of a submitted job' };
  const endedOf = (all: AllocationListStub[]) => (all.some(ended) ? all : undefined);
  for (const job of jobs) {
    const ran = waits.allocationsOf(cluster.nomad, job, endedOf, limits);
    if ((await failureOf(ran, cluster, signal)) !== undefined) missing.push(job);
    else for (const at of (await ran).flatMap(startTimes)) started.set(job, least([at], started.get(job)));
    if (missing.length === 10) break;
  }
  return { missing, started };
}

const startTimes = ({ TaskStates }: AllocationListStub): number[] =>
  Object.values(TaskStates ?? {}).flatMap(({ StartedAt }) => (StartedAt ? [Date.parse(StartedAt)] : []));
