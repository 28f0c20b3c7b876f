/** The fields of Nomad's answers that this harness uses, in Nomad's names. Other fields are there and kept. */

export interface Job {
  ID: string;
  Name: string;
  Namespace?: string;
  Type?: string;
  Region?: string;
  Priority?: number;
  Datacenters?: string[] | null;
  NodePool?: string;
  Status?: string;
  Stop?: boolean;
  Version?: number;
  JobModifyIndex?: number;
  ModifyIndex?: number;
  Meta?: Record<string, string> | null;
  Affinities?: { LTarget: string; RTarget: string; Operand: string; Weight: number }[] | null;
  Periodic?: { Enabled?: boolean } | null;
  ParameterizedJob?: { Payload?: string; MetaRequired?: string[] | null } | null;
  TaskGroups?: TaskGroup[] | null;
  /** Of each group that has none of its own; `Stagger` counts for system jobs, which had no deployments before 1.11. */
  Update?: (HealthRule & { Stagger: number; ProgressDeadline: number }) | null;
}

export interface TaskGroup {
  Name: string;
  Count?: number;
  /** Nomad 1.8 and later; times in nanoseconds. */
  Disconnect?: {
    StopOnClientAfter?: number;
    LostAfter?: number;
    Replace?: boolean;
    Reconcile?: 'keep_original' | 'keep_replacement' | 'best_score' | 'longest_running';
  } | null;
  /** Of batch and sysbatch jobs, Nomad 2.0.3 and later; in nanoseconds. */
  MaxRunDuration?: number | null;
  Tasks: Task[] | null;
  Volumes?: Record<string, VolumeRequest> | null;
  Services?: Service[] | null;
  Networks?: { Mode?: string; ReservedPorts?: { Label: string; Value: number }[] | null }[] | null;
  EphemeralDisk?: { Sticky?: boolean; Migrate?: boolean; SizeMB?: number } | null;
  Constraints?: { LTarget: string; RTarget: string; Operand: string }[] | null;
  /** Times in nanoseconds. */
  RestartPolicy?: { Attempts: number; Mode: 'fail' | 'delay'; Delay?: number; Interval?: number } | null;
  /** `Delay` in nanoseconds. */
  ReschedulePolicy?: {
    Attempts: number;
    Unlimited: boolean;
    Delay?: number;
    DelayFunction?: 'constant';
  } | null;
  Migrate?: HealthRule | null;
  Update?: (HealthRule & { ProgressDeadline: number }) | null;
}

/** When an allocation counts as healthy, and how many may be replaced at once. Times in nanoseconds. */
export interface HealthRule {
  MaxParallel: number;
  HealthCheck: 'checks' | 'task_states';
  MinHealthyTime: number;
  HealthyDeadline: number;
}

export interface VolumeRequest {
  Name?: string;
  Type?: string;
  Source?: string;
  ReadOnly?: boolean;
  AccessMode?: string;
  AttachmentMode?: string;
  PerAlloc?: boolean;
  /** Nomad 1.10 and later, of dynamic host volumes. */
  Sticky?: boolean;
}

export interface Task {
  Name: string;
  Driver?: string;
  Config?: Record<string, unknown> | null;
  Env?: Record<string, string> | null;
  Services?: Service[] | null;
  Resources?: { CPU?: number; MemoryMB?: number } | null;
  Lifecycle?: { Hook?: string; Sidecar?: boolean } | null;
  /** Nomad 1.6 and later have the time, in nanoseconds. */
  CSIPluginConfig?: { ID: string; HealthTimeout?: number } | null;
  Templates?: { EmbeddedTmpl?: string; ChangeMode?: string }[] | null;
}

export interface Service {
  Name?: string;
  /** `consul` or `nomad` */
  Provider?: string;
  PortLabel?: string;
  Checks?: { Type?: string; Name?: string }[] | null;
}

export interface JobListStub {
  ID: string;
  Namespace?: string;
  ParentID?: string;
  Status: string;
  Version?: number;
  /** Only when it was asked for. */
  Meta?: Record<string, string> | null;
}

export interface JobPlan {
  Diff: { Type: string } | null;
  FailedTGAllocs: Record<string, AllocationMetric> | null;
  Annotations?: { DesiredTGUpdates?: Record<string, { Place: number }> | null } | null;
  Warnings: string;
}

export interface JobRegistration {
  /** Empty for a periodic or parameterized job, which gets no evaluation when it is registered. */
  EvalID: string;
  JobModifyIndex: number;
  Warnings: string;
}

export interface JobValidation {
  Error: string;
  Warnings: string;
  ValidationErrors: string[] | null;
}

/** Why a group could not be placed. */
export interface AllocationMetric {
  NodesEvaluated?: number;
  NodesFiltered?: number;
  NodesExhausted?: number;
  ConstraintFiltered?: Record<string, number> | null;
  DimensionExhausted?: Record<string, number> | null;
}

export interface Evaluation {
  ID: string;
  JobID: string;
  TriggeredBy: string;
  Status: string;
  StatusDescription?: string;
  DeploymentID?: string;
  FailedTGAllocs?: Record<string, AllocationMetric> | null;
  /** Nanoseconds since the epoch. */
  CreateTime: number;
  ModifyTime: number;
}

export interface Deployment {
  ID: string;
  JobID: string;
  Status: string;
  StatusDescription: string;
  TaskGroups: Record<
    string,
    { DesiredTotal: number; PlacedAllocs: number; HealthyAllocs: number; UnhealthyAllocs: number }
  > | null;
}

export interface TaskEvent {
  Type: string;
  /** Nanoseconds since the epoch; JSON's number keeps about 256 ns of it. */
  Time: number;
  DisplayMessage?: string;
  ExitCode?: number;
  Details?: Record<string, string> | null;
}

export interface TaskState {
  /** `pending`, `running` or `dead` */
  State: string;
  Failed: boolean;
  Restarts: number;
  StartedAt?: string | null;
  FinishedAt?: string | null;
  Events?: TaskEvent[] | null;
}

export interface AllocationListStub {
  ID: string;
  Name: string;
  Namespace?: string;
  NodeID: string;
  NodeName?: string;
  JobID: string;
  JobVersion?: number;
  /** `service`, `batch`, `system` or `sysbatch` */
  JobType?: string;
  TaskGroup: string;
  DesiredStatus: string;
  DesiredDescription?: string;
  ClientStatus: string;
  ClientDescription?: string;
  TaskStates?: Record<string, TaskState> | null;
  /** Id of the evaluation that is to replace it later. */
  FollowupEvalID?: string;
  CreateIndex: number;
  /** Nanoseconds since the epoch. */
  CreateTime: number;
}

export interface Allocation extends AllocationListStub {
  Job?: Job | null;
  /** Of an allocation that replaces a failed one: each that it replaces, the oldest first. */
  RescheduleTracker?: { Events: { PrevAllocID: string }[] | null } | null;
  /** What is asked of it and not done yet; a drain asks to migrate. */
  DesiredTransition?: { Migrate?: boolean | null } | null;
  DeploymentID?: string;
  AllocatedResources?: {
    Shared?: { Ports?: { Label: string; Value: number; To: number; HostIP: string }[] | null } | null;
  } | null;
}
