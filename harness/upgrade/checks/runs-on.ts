import { BehaviourError } from '../../errors.ts';
import { type AllocationListStub, hasEnded } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { holdersStay } from '../plan/order.ts';
import { evaluatedWithinMs, type Stage } from './check.ts';

export const clientNames = ({ cluster }: Pick<Stage, 'cluster'>): string[] =>
  cluster.clients.map(({ name }) => name);

/** One running allocation of the job on each of these clients, once there is one. @throws WaitTimeout with what there is */
export async function runsOn(
  { cluster: { nomad }, signal }: Pick<Stage, 'cluster' | 'signal'>,
  job: string,
  clients: readonly string[],
): Promise<AllocationListStub[]> {
  return await waits.allocationsOf(nomad, job, (all) => runningOn(all, clients), {
    ...{ timeoutMs: evaluatedWithinMs, signal, what: `${job} running on ${clients.join(', ')}` },
  });
}

/**
 * As {@link runsOn}, of a job that runs since before the upgrade: where no client is drained, none of its allocations there may have
 * ended. @throws as {@link runsOn}; BehaviourError ALLOCATION_MISSING
 */
export async function stillRunsOn(
  stage: Stage,
  job: string,
  clients: readonly string[],
): Promise<AllocationListStub[]> {
  const stays = holdersStay(stage);
  const isOver = (each: AllocationListStub) => hasEnded(each) && clients.includes(each.NodeName ?? '');
  const { over, running = [] } = await waits.allocationsOf(
    stage.cluster.nomad,
    job,
    (all) => {
      const over = stays ? all.find(isOver) : undefined;
      const running = runningOn(all, clients);
      return over || running ? { over, running } : undefined;
    },
    { timeoutMs: evaluatedWithinMs, signal: stage.signal, what: `${job} running on ${clients.join(', ')}` },
  );
  if (!over) return running;
  const { ID, NodeName, ClientStatus } = over;
  const message = `allocation ${ID.slice(0, 8)} of ${job} on ${NodeName} is ${ClientStatus}`;
  throw new BehaviourError('ALLOCATION_MISSING', message);
}

function runningOn(
  all: readonly AllocationListStub[],
  clients: readonly string[],
): AllocationListStub[] | undefined {
  const found = clients.flatMap(
    (name) => all.find((each) => each.NodeName === name && each.ClientStatus === 'running') ?? [],
  );
  return found.length === clients.length ? found : undefined;
}
