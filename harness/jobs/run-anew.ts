import { BehaviourError } from '../errors.ts';
import {
  type AllocationListStub,
  type Job,
  lastEventsInWords,
  type NomadClient,
  type TaskGroup,
} from '../nomad/index.ts';
import { WaitTimeout, waits } from '../wait/index.ts';

/** Longer than an evaluation that a replaced server has taken along: nomad#2555. */
const placedWithinMs = 90_000;

interface Anew {
  /** How long its tasks must go on from their start, without a restart. */
  staysMs: number;
  signal: AbortSignal;
}

/**
 * Registers a job that was stopped, and returns when new allocations of it run or, of batch work, have ended well, and go on.
 * @throws NomadApiError with Nomad's refusal; WaitTimeout; BehaviourError JOB_FAILS_ANEW with the task's last events
 */
export async function runAnew(nomad: NomadClient, job: Job, anew: Anew): Promise<void> {
  const before = await idsOf(nomad, job);
  await nomad.jobs.register({ ...job, Stop: false }, { signal: anew.signal });
  await goesOn(nomad, job, before, anew);
}

async function idsOf(nomad: NomadClient, { ID, Namespace }: Job): Promise<string[]> {
  return (await nomad.jobs.allocations(ID, { namespace: Namespace })).map((each) => each.ID);
}

/** As {@link runAnew}, of a job that is registered: of its allocations all but these are awaited. @throws as {@link runAnew} */
export async function goesOn(
  nomad: NomadClient,
  job: Job,
  before: readonly string[],
  { staysMs, signal }: Anew,
): Promise<void> {
  const limits = { signal, namespace: job.Namespace };
  const own = (all: readonly AllocationListStub[]) =>
    all.filter(({ ID, DesiredStatus }) => !before.includes(ID) && DesiredStatus === 'run');
  const troubled = (all: AllocationListStub[]) => own(all).flatMap(troubleOf)[0];
  const trouble = await waits.allocationsOf(
    nomad,
    job.ID,
    (all) => troubled(all) ?? (isUp(job, own(all)) ? '' : undefined),
    { ...limits, timeoutMs: placedWithinMs, what: `new allocations of job ${job.ID} that run` },
  );
  if (trouble !== '') throw fails(job, trouble);
  await waits
    .allocationsOf(nomad, job.ID, troubled, { ...limits, timeoutMs: staysMs })
    .then((late) => Promise.reject(fails(job, late)))
    .catch((error: unknown) => {
      // That nothing happens for so long is what is hoped for.
      if (!(error instanceof WaitTimeout)) throw error;
    });
}

const everywhere = (type: string | undefined) => type === 'system' || type === 'sysbatch';
const mayEnd = (type: string | undefined) => type === 'batch' || type === 'sysbatch';

function isUp({ Type, TaskGroups }: Job, own: readonly AllocationListStub[]): boolean {
  const groups = TaskGroups ?? [];
  const count = groups.reduce((sum, { Count = 1 }) => sum + Count, 0);
  const isFine = (each: AllocationListStub) =>
    (mayEnd(Type) && each.ClientStatus === 'complete') ||
    (each.ClientStatus === 'running' &&
      allRun(
        groups.find(({ Name }) => Name === each.TaskGroup),
        each,
      ));
  return own.length >= (everywhere(Type) ? 1 : count) && own.every(isFine);
}

/** Whether main tasks and sidecars run, or have ended well. */
function allRun(group: TaskGroup | undefined, { TaskStates }: AllocationListStub): boolean {
  const lasting = (group?.Tasks ?? []).filter(
    ({ Lifecycle }) => !Lifecycle?.Hook || (Lifecycle.Sidecar === true && Lifecycle.Hook !== 'poststop'),
  );
  return lasting.every(({ Name }) => {
    const state = TaskStates?.[Name];
    return state?.State === 'running' || (state?.State === 'dead' && !state.Failed);
  });
}

/** What speaks against an allocation: it failed, or a task of it did and is started again. */
function troubleOf({ ID, ClientStatus, TaskStates }: AllocationListStub): string[] {
  const broken = Object.entries(TaskStates ?? {}).filter(
    ([, { Failed, Restarts }]) => Failed || Restarts > 0,
  );
  if (broken.length === 0 && ClientStatus !== 'failed' && ClientStatus !== 'lost') return [];
  const tasks = broken.map(([task, { Events }]) => `task ${task}: ${lastEventsInWords(Events)}`);
  return [`allocation ${ID.slice(0, 8)} is ${ClientStatus}: ${tasks.join('; ')}`];
}

const fails = ({ ID }: Job, trouble: string) =>
  new BehaviourError('JOB_FAILS_ANEW', `job ${ID} does not go on when it is started anew: ${trouble}`);
