import type { Job, Service, Task, TaskGroup } from '../nomad/index.ts';

/** An operator's job as Nomad parsed it, with the CSI volumes that it claims. */
export interface OperatorsJob {
  job: Job;
  volumes: readonly { Secrets?: Record<string, string> }[];
}

type AppliesTo = (operators: OperatorsJob) => boolean;

/**
 * Which jobs a bug can meet, by the bug's id in the table. A bug that meets no job of its own accord (A1 is one of
 * tools, U1, U2 and U7 are of the upgrade itself, which the rehearsal goes through) has no line here, and neither has C12,
 * whose suite takes a client down.
 */
const met: Record<string, AppliesTo> = {
  L1: withTask((task) => isHook(task, 'prestart') && !isSidecar(task)),
  L2: withTask(isSidecar),
  L4: (own) =>
    ofType(own, 'service') && withTask((task) => isHook(task, 'poststart') && !isSidecar(task))(own),
  L5: withTask((task) => isHook(task, 'poststart') && isSidecar(task)),
  L6: withTask(({ Lifecycle }) => Boolean(Lifecycle)),
  L9: withTask((task) => isHook(task, 'poststop')),
  L12: withTask((task) => isHook(task, 'poststop') && isSidecar(task)),
  L13: withTask((task) => isHook(task, 'prestart') && !isSidecar(task)),
  L15: (own) => ofType(own, 'service') || ofType(own, 'batch'),
  ...Object.fromEntries(['C1', 'C2', 'C3', 'C4', 'C5', 'C7', 'C13'].map((id) => [id, withGroup(claims)])),
  C6: ({ volumes }) => volumes.some(({ Secrets = {} }) => Object.keys(Secrets).length > 0),
  C28: ({ volumes }) =>
    volumes.some(({ Secrets = {} }) => Object.values(Secrets).some((secret) => secret.includes('='))),
  B1: (own) => ofType(own, 'batch'),
  E1: withTask(({ Driver }) => ['exec', 'raw_exec', 'java'].includes(Driver ?? '')),
  J1: (own) => ofType(own, 'service') || ofType(own, 'batch'),
  R1: withGroup(({ ReschedulePolicy }) => ReschedulePolicy?.Unlimited === false),
  T1: withTask(({ Templates }) => (Templates ?? []).some(({ ChangeMode }) => ChangeMode === 'script')),
  V3: withTask(({ Services }) => (Services ?? []).some(isChecked)),
  H2: withGroup(({ EphemeralDisk }) => EphemeralDisk?.Migrate === true),
  H8: withGroup(({ EphemeralDisk }) => EphemeralDisk?.Sticky === true),
  A2: withTask(({ Driver }) => Driver === 'docker'),
  A5: (own) => ofType(own, 'service') || ofType(own, 'batch'),
};

/** Whether a bug of the table can meet the job. */
export function appliesTo(id: string, operators: OperatorsJob): boolean {
  return met[id]?.(operators) ?? false;
}

function withGroup(holds: (group: TaskGroup) => boolean): AppliesTo {
  return ({ job }) => (job.TaskGroups ?? []).some(holds);
}

function withTask(holds: (task: Task) => boolean): AppliesTo {
  return withGroup(({ Tasks }) => (Tasks ?? []).some(holds));
}

function isHook({ Lifecycle }: Task, hook: string): boolean {
  return Lifecycle?.Hook === hook;
}

function isSidecar({ Lifecycle }: Task): boolean {
  return Lifecycle?.Sidecar === true;
}

function isChecked({ Provider, Checks }: Service): boolean {
  return Provider === 'nomad' && (Checks ?? []).length > 0;
}

function claims({ Volumes }: TaskGroup): boolean {
  return Object.values(Volumes ?? {}).some(({ Type }) => Type === 'csi');
}

function ofType({ job }: OperatorsJob, type: string): boolean {
  return (job.Type ?? 'service') === type;
}
