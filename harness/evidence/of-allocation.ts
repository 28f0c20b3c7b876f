import type { Allocation } from '../nomad/index.ts';
import type {
  AllocationHistory,
  TaskEventRecord,
  TaskHistory,
  TaskRole,
  VolumeUse,
} from './events/allocation.ts';

/**
 * The events of a task, oldest first, `at` in nanoseconds since the epoch. Nomad keeps the last ten of a task.
 * Empty for a task that has no state yet.
 */
export function taskEvents(
  allocation: Pick<Allocation, 'ID' | 'TaskStates'>,
  task: string,
): TaskEventRecord[] {
  const events = allocation.TaskStates?.[task]?.Events ?? [];
  return events.map((event) => ({
    type: event.Type,
    at: event.Time,
    message: event.DisplayMessage ?? '',
    ...(event.Type === 'Terminated' ? { exitCode: exitCodeOf(event) } : {}),
  }));
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
    volumes: volumesOf(allocation),
  };
}

/** With `per_alloc` the volume's id ends with the allocation's index, which is in its name: `<job>.<group>[0]`. */
function volumesOf({ Job, TaskGroup, Name }: Allocation): VolumeUse[] {
  const group = Job?.TaskGroups?.find((each) => each.Name === TaskGroup);
  const index = /\[\d+\]$/.exec(Name)?.[0] ?? '';
  return Object.values(group?.Volumes ?? {})
    .filter(({ Type }) => Type === 'csi')
    .map(({ Source = '', ReadOnly, PerAlloc }) => ({
      volume: PerAlloc ? `${Source}${index}` : Source,
      readOnly: ReadOnly === true,
    }));
}

/** The allocation that a driver mounts a volume for: Nomad's client has it at `…/per-alloc/<allocation>/<volume>/<usage>`. */
export const allocationIn = (target = ''): string | undefined => /\/per-alloc\/([^/]+)\//.exec(target)?.[1];

function roleOf(hook: string | undefined): TaskRole {
  return hook === 'prestart' || hook === 'poststart' || hook === 'poststop' ? hook : 'main';
}

function exitCodeOf(event: { ExitCode?: number; Details?: Record<string, string> | null }): number {
  return Number(event.Details?.exit_code ?? event.ExitCode);
}
