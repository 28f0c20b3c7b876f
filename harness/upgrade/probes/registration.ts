import type { StartedNomadCluster } from '../../cluster/index.ts';
import { events, type JobType, type Ledger, type Registration } from '../../evidence/index.ts';
import { placeJob } from './place.ts';

/** Each type of job that Nomad has. */
export const jobTypes: readonly JobType[] = ['service', 'batch', 'system', 'sysbatch'];

/**
 * Asks every server to plan a job of each type, in the shape that HTTP clients send: fields that Nomad fills in are
 * left out. A server completes a job before it hands it to the leader, so between versions one may refuse what the
 * other made of it. Writes kind `registration`.
 */
export async function probeRegistrations(
  cluster: StartedNomadCluster,
  { step, ledger }: { step: string; ledger: Ledger },
): Promise<void> {
  for (const { name: server, nomadAddress } of cluster.servers) {
    await using nomad = cluster.nomad.with({ address: nomadAddress });
    for (const type of jobTypes) {
      const refused = await nomad.jobs.plan(placeJob(`upgrade-plan-${type}`, type)).then(
        () => undefined,
        (error: Error) => error.message.replaceAll(/\s+/g, ' '),
      );
      ledger.append(events.registration, { step, server, type, refused });
    }
  }
}

/** A type of job that was taken before the upgrade and refused at some step of it. */
export interface RefusedType {
  type: JobType;
  reason: string;
  /** `<step> by <server>` */
  at: string[];
  /** Whether it is still refused after the last step. */
  lasting: boolean;
}

/** What the servers took before the first step (`before`) and refused later. */
export function refusedTypes(seen: readonly Registration[]): RefusedType[] {
  const takenBefore = new Set(
    seen.filter(({ step, refused }) => step === 'before' && !refused).map(({ type }) => type),
  );
  const last = seen.at(-1)?.step;
  const refused = seen.filter((each) => each.refused && takenBefore.has(each.type));
  return [...Map.groupBy(refused, ({ type }) => type)].map(([type, all]) => ({
    type,
    reason: all[0]?.refused ?? '',
    at: all.map(({ step, server }) => `${step} by ${server}`),
    lasting: all.some(({ step }) => step === last),
  }));
}
