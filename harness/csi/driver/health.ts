import { BehaviourError } from '../../errors.ts';
import { type AllocationListStub, lastEventsInWords, type NomadClient } from '../../nomad/index.ts';
import { seconds } from '../../text.ts';
import { untilAborted, WaitTimeout, waits } from '../../wait/index.ts';
import { controllersOf } from './jobs.ts';
import type { DriverProfile } from './schema.ts';

/** Nomad fingerprints a plugin every 30 s at the latest, after the task and its image are up. */
const healthTimeoutMs = 90_000;
/** How much of what a driver's task printed last a message has. */
const printedBytes = 600;

export interface DriverHealth {
  /** The plugin's id. */
  id: string;
  /** Tells how many instances its controller has; those of the node service alone are awaited unless given. */
  driver?: DriverProfile;
  /** How many have to have it. */
  nodes: number;
  /** Ids of the jobs that run it, as far as they are known. */
  jobs?: readonly string[];
  /** 90 s unless given. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the plugin is healthy on so many nodes.
 * @throws BehaviourError DRIVER_UNHEALTHY when it is not in time, and at once when Nomad has given one of its tasks up for good; both
 * with what the tasks did and printed last
 */
export async function driverHealthy(nomad: NomadClient, health: DriverHealth): Promise<void> {
  const { id, driver, nodes, jobs = [], timeoutMs = healthTimeoutMs, signal } = health;
  const over = new AbortController();
  const limits = { timeoutMs, signal: signal ? AbortSignal.any([signal, over.signal]) : over.signal };
  const controllers = driver && controllersOf(driver, nodes);
  const healthy = waits.pluginHealthy(nomad, id, { nodes, controllers, ...limits });
  const trouble = await Promise.race([
    healthy.then(() => undefined, inTime),
    ...jobs.map((job) => givenUp(nomad, job, limits.signal)),
  ]).finally(() => over.abort());
  if (trouble === undefined) return;
  const seen = await Promise.all(jobs.map((job) => tasksInWords(nomad, job).catch(() => [])));
  throw new BehaviourError(
    'DRIVER_UNHEALTHY',
    `CSI driver ${id} is not healthy on ${nodes} clients: ${trouble}`,
    {
      observed: seen.flat().join('\n') || 'none of its tasks',
      next: 'correct the driver or its profile (docs/drivers.md)',
    },
  );
}

function inTime(error: unknown): string {
  if (error instanceof WaitTimeout) return `${error.lastObserved} after ${seconds(error.elapsedMs)}`;
  throw error;
}

/** Where an allocation of the job has failed and no other takes its place: Nomad does not start one of a system job again. */
async function givenUp(nomad: NomadClient, job: string, signal: AbortSignal): Promise<string> {
  const failed = (all: AllocationListStub[]) =>
    newestOfNodes(all).find((each) => each.JobType === 'system' && each.ClientStatus === 'failed');
  const what = `failed allocation of job ${job}`;
  const { NodeName } = await waits.allocationsOf(nomad, job, failed, { ...untilAborted(signal), what });
  return `Nomad does not start it again on ${NodeName}`;
}

const newestOfNodes = (all: readonly AllocationListStub[]): AllocationListStub[] => [
  ...new Map(
    all.toSorted((a, b) => a.CreateIndex - b.CreateIndex).map((each) => [each.NodeID, each]),
  ).values(),
];

/** A line for each node: the last events of the driver's task there, and what it printed last. */
async function tasksInWords(nomad: NomadClient, job: string): Promise<string[]> {
  const newest = newestOfNodes(await nomad.jobs.allocations(job));
  return await Promise.all(
    newest.map(async ({ ID, NodeName, TaskStates }) => {
      const [[task, state] = ['', undefined]] = Object.entries(TaskStates ?? {});
      const printed = await nomad.allocations
        .logs(ID, { task, type: 'stderr', last: printedBytes })
        .catch(() => '');
      const said = printed.trim().split('\n').at(-1);
      return `${NodeName}: ${lastEventsInWords(state?.Events)}${said ? `; it printed: ${said}` : ''}`;
    }),
  );
}
