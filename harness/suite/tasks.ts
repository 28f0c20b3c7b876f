import { BehaviourError } from '../errors.ts';
import type { AllocationHistory, TaskEventRecord, TaskHistory, TaskRole } from '../evidence/index.ts';
import type { Allocation } from '../nomad/index.ts';

type Events = Pick<Allocation, 'ID' | 'TaskStates'>;

/**
 * The events of a task, oldest first, `at` in nanoseconds since the epoch. Nomad keeps the last ten of a task.
 * Empty for a task that has no state yet.
 */
export function taskEvents(allocation: Events, task: string): TaskEventRecord[] {
  const events = allocation.TaskStates?.[task]?.Events ?? [];
  return events.map((event) => ({
    type: event.Type,
    at: event.Time,
    message: event.DisplayMessage ?? '',
    ...(event.Type === 'Terminated' ? { exitCode: exitCodeOf(event) } : {}),
  }));
}

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

/** An allocation as the ledger keeps it: roles and events of every task, ready to be judged. */
export function historyOf(allocation: Allocation): AllocationHistory {
  const group = allocation.Job?.TaskGroups?.find((each) => each.Name === allocation.TaskGroup);
  const tasks: TaskHistory[] = (group?.Tasks ?? []).map((task) => ({
    task: task.Name,
    role: roleOf(task.Lifecycle?.Hook),
    sidecar: task.Lifecycle?.Sidecar === true,
    events: taskEvents(allocation, task.Name),
  }));
  return {
    job: allocation.JobID,
    allocation: allocation.ID,
    node: allocation.NodeName ?? allocation.NodeID,
    status: allocation.ClientStatus,
    tasks,
  };
}

function roleOf(hook: string | undefined): TaskRole {
  return hook === 'prestart' || hook === 'poststart' || hook === 'poststop' ? hook : 'main';
}

function isType(type: string): (event: TaskEventRecord) => boolean {
  return (event) => event.type === type;
}

function exitCodeOf(event: { ExitCode?: number; Details?: Record<string, string> | null }): number {
  return Number(event.Details?.exit_code ?? event.ExitCode);
}

function timeOf(allocation: Events, task: string, type: string, event: TaskEventRecord | undefined): number {
  if (event) return event.at;
  const seen = taskEvents(allocation, task).map((each) => each.type);
  throw new BehaviourError('TASK_EVENT_MISSING', `task ${task} of ${allocation.ID} has no event ${type}`, {
    observed: seen.join(', ') || 'no events',
  });
}
