import { deadline } from '../deadline.ts';
import { BehaviourError } from '../errors.ts';
import {
  type AllocationListStub,
  hasEnded,
  type Job,
  lastEventsInWords,
  type NomadClient,
} from '../nomad/index.ts';
import { WaitTimeout, waits } from '../wait/index.ts';

const runsWithinMs = 60_000;
/** A client tells its servers of a task's end five times a second. */
const toldWithinMs = 10_000;

interface InPlace {
  /** Whether a task may end well instead of running again, as those of batch work do. */
  mayEnd: boolean;
  signal: AbortSignal;
}

/**
 * Restarts each running allocation of a job in its place (Nomad docs, `alloc restart`), and returns how many have had their restart and
 * run again.
 * @throws NomadApiError with Nomad's refusal; WaitTimeout after 60 s; BehaviourError RESTART_FAILED with the task's last events
 */
export async function restartInPlace(
  nomad: NomadClient,
  { ID, Namespace: namespace }: Pick<Job, 'ID' | 'Namespace'>,
  { mayEnd, signal }: InPlace,
): Promise<number> {
  const allocations = await nomad.jobs.allocations(ID, { namespace, signal });
  const running = allocations.filter(({ ClientStatus }) => ClientStatus === 'running');
  const restarts = running.map(async (before) => {
    const what = `restart of allocation ${before.ID}`;
    try {
      // A client answers when the tasks have ended, and one that cannot end them not at all.
      const limit = deadline({ what: `Nomad's answer to the ${what}`, ms: runsWithinMs, signal });
      await nomad.allocations.restart(before.ID, {}, { namespace, signal: limit });
    } catch (error) {
      // What has ended by itself since it was listed is refused as not running.
      if (mayEnd && (await endsSoon(nomad, ID, before.ID, { namespace, signal }))) return false;
      throw error;
    }
    const after = (all: readonly AllocationListStub[]) => {
      const now = all.find((each) => each.ID === before.ID);
      if (now === undefined) return undefined;
      const isOver = hasRestarted(before, now) || (mayEnd && hasEnded(now));
      return troubleOf(now) ?? (isOver ? '' : undefined);
    };
    const limits = { timeoutMs: runsWithinMs, namespace, signal, what };
    const trouble = await waits.allocationsOf(nomad, ID, after, limits);
    if (trouble !== '') throw new BehaviourError('RESTART_FAILED', trouble);
    return true;
  });
  return (await Promise.all(restarts)).filter(Boolean).length;
}

async function endsSoon(
  nomad: NomadClient,
  job: string,
  allocation: string,
  limits: { namespace: string | undefined; signal: AbortSignal },
): Promise<boolean> {
  const ended = (all: readonly AllocationListStub[]) => {
    const now = all.find(({ ID }) => ID === allocation);
    return now === undefined || hasEnded(now) || undefined;
  };
  const what = `end of allocation ${allocation}, whose restart was refused`;
  const seen = waits.allocationsOf(nomad, job, ended, { ...limits, timeoutMs: toldWithinMs, what });
  return await seen.catch((error: unknown) => {
    if (error instanceof WaitTimeout) return false;
    throw error;
  });
}

/** Whether each task that was running runs since another time. */
export function hasRestarted(
  before: Pick<AllocationListStub, 'TaskStates'>,
  now: Pick<AllocationListStub, 'TaskStates'> | undefined,
): boolean {
  const were = Object.entries(before.TaskStates ?? {}).filter(([, { State }]) => State === 'running');
  return were.every(([task, { StartedAt }]) => {
    const state = now?.TaskStates?.[task];
    return state?.State === 'running' && state.StartedAt !== StartedAt;
  });
}

function troubleOf({ ID, TaskStates }: AllocationListStub): string | undefined {
  const failed = Object.entries(TaskStates ?? {}).find(([, { Failed }]) => Failed);
  if (!failed) return undefined;
  const [task, { Events }] = failed;
  return `task ${task} of allocation ${ID.slice(0, 8)} does not run again: ${lastEventsInWords(Events)}`;
}
