import { deadline } from '../deadline.ts';
import { BehaviourError, messageOf } from '../errors.ts';
import { type TaskEventRecord, taskEvents } from '../evidence/index.ts';
import { type Allocation, lines, type NomadClient } from '../nomad/index.ts';

type Events = Pick<Allocation, 'ID' | 'TaskStates'>;

/** When the task first started, in nanoseconds. Throws when there is no such event. */
export function startedAt(allocation: Events, task: string): number {
  return timeOf(allocation, task, 'Started', taskEvents(allocation, task).find(isType('Started')));
}

/** When the task last ended, in nanoseconds. Throws when there is no such event. */
export function finishedAt(allocation: Events, task: string): number {
  return timeOf(allocation, task, 'Terminated', taskEvents(allocation, task).findLast(isType('Terminated')));
}

/** The exit code of the task's last end. Throws when it never ended. */
export function exitCode(allocation: Events, task: string): number {
  const end = taskEvents(allocation, task).findLast(isType('Terminated'));
  timeOf(allocation, task, 'Terminated', end);
  return end?.exitCode ?? Number.NaN;
}

/** How often an event of this type happened to the task. */
export function countOf(allocation: Events, task: string, type: string): number {
  return taskEvents(allocation, task).filter(isType(type)).length;
}

/**
 * The first line of a running task's standard output, or why there is none within ten seconds. A task that runs may not have done
 * its work yet: it says so by a line.
 */
export async function firstLine(nomad: NomadClient, allocationId: string, task: string): Promise<string> {
  const signal = deadline({ what: `line of task ${task}`, ms: 10_000 });
  try {
    const body = await nomad.allocations.followLogs(allocationId, { task, type: 'stdout' }, { signal });
    for await (const line of lines(body)) return line;
    return 'no line';
  } catch (error) {
    return `no line: ${messageOf(error)}`;
  }
}

function isType(type: string): (event: TaskEventRecord) => boolean {
  return (event) => event.type === type;
}

function timeOf(allocation: Events, task: string, type: string, event: TaskEventRecord | undefined): number {
  if (event) return event.at;
  const seen = taskEvents(allocation, task).map((each) => each.type);
  throw new BehaviourError('TASK_EVENT_MISSING', `task ${task} of ${allocation.ID} has no event ${type}`, {
    observed: seen.join(', ') || 'no events',
  });
}
