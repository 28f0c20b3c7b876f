/** Where a task stands in its group: a prestart, poststart or poststop task, or `main` without a lifecycle block. */
export type TaskRole = 'prestart' | 'poststart' | 'poststop' | 'main';

/** One task event of Nomad, with its time in nanoseconds since the epoch (exact to 256 ns: a double). */
export interface TaskEventRecord {
  readonly type: string;
  readonly at: number;
  readonly exitCode?: number;
  readonly message?: string;
}

/** What the ledger keeps of one task of an allocation. Nomad itself keeps the last ten events of a task. */
export interface TaskHistory {
  readonly task: string;
  readonly role: TaskRole;
  readonly sidecar: boolean;
  readonly events: readonly TaskEventRecord[];
}

/** A CSI volume that an allocation asks for. */
export interface VolumeUse {
  readonly volume: string;
  readonly readOnly: boolean;
}

/** What the ledger keeps of one allocation (kind `allocation`). */
export interface AllocationHistory {
  readonly job: string;
  readonly allocation: string;
  readonly node: string;
  readonly status: string;
  readonly tasks: readonly TaskHistory[];
  readonly volumes?: readonly VolumeUse[];
}

/** A rule that did not hold, in words that name the allocation and the tasks. */
export interface Violation {
  readonly rule: string;
  readonly allocation: string;
  readonly message: string;
}
