import type { OperatorAllocation, OperatorJob, VolumeNeed } from '../evidence/index.ts';
import type { Job, TaskGroup, VolumeRequest } from '../nomad/index.ts';
import { volumeIds } from './volume-needs.ts';
import type { WatchedJob } from './watched-job.ts';

/** What the rules need of a parsed job. */
export function operatorJobOf(
  job: Job,
  said: Pick<OperatorJob, 'file' | 'changes' | 'notes' | 'lines'>,
): OperatorJob {
  return {
    job: job.ID,
    namespace: job.Namespace ?? 'default',
    type: job.Type ?? 'service',
    template: isTemplate(job),
    groups: (job.TaskGroups ?? []).map((group) => ({ name: group.Name, volumes: csiNeeds(group) })),
    ...said,
  };
}

/** Whether an allocation's job is this one, or a launch or dispatch of it, which Nomad calls `<job>/…`. */
export const isRunOf = (
  parent: OperatorJob,
  { job, namespace }: Pick<OperatorAllocation, 'job' | 'namespace'>,
) =>
  parent.namespace === namespace &&
  (parent.job === job || (parent.template && job.startsWith(`${parent.job}/`)));

/** A periodic or parameterized job: Nomad makes a child job of it at each launch or dispatch. */
export const isTemplate = (job: Job) =>
  Boolean(job.Periodic?.Enabled ?? job.Periodic) || Boolean(job.ParameterizedJob);

/** The ids of the CSI volumes that a job claims, for all of its allocations. */
export function claimedVolumes(job: Job): string[] {
  const ids = (job.TaskGroups ?? []).flatMap((group) =>
    csiNeeds(group).flatMap(({ source, perAlloc }) => volumeIds(source, perAlloc, group.Count ?? 1)),
  );
  return [...new Set(ids)];
}

/** What continuity has to hold for: all tasks but those whose end is their work's end. */
export function watchedJob(job: Job): WatchedJob {
  const batch = job.Type === 'batch' || job.Type === 'sysbatch';
  const mayEnd = (job.TaskGroups ?? []).flatMap((group) =>
    (group.Tasks ?? [])
      .filter(({ Lifecycle }) => batch || (Lifecycle && !Lifecycle.Sidecar))
      .map((task) => `${group.Name}/${task.Name}`),
  );
  return { id: job.ID, namespace: job.Namespace ?? 'default', mayEnd };
}

function csiNeeds(group: TaskGroup): VolumeNeed[] {
  return Object.values(group.Volumes ?? {})
    .filter(
      (request): request is VolumeRequest & { Source: string } => request.Type === 'csi' && !!request.Source,
    )
    .map((request) => ({
      source: request.Source,
      perAlloc: request.PerAlloc ?? false,
      mode: request.ReadOnly ? 'read' : 'write',
      accessMode: request.AccessMode ?? '',
    }));
}
