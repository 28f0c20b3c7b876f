/**
 * What Nomad did with what one test put into it (kind `behaviour`), raw: ids, times and addresses are still in it, so
 * that what makes two versions comparable is decided when they are compared.
 */
export interface BehaviourRecord {
  readonly test: string;
  readonly passed: boolean;
  /** The unique part of every id of the test. */
  readonly scope: string;
  /** By the job's id. */
  readonly jobs: Readonly<Record<string, JobBehaviour>>;
  /** By the volume's id. */
  readonly volumes: Readonly<Record<string, VolumeBehaviour>>;
  /** What the API answers about (`allocation`) → path of a field (`TaskStates.*.State`) → types of its values. */
  readonly fields: Readonly<Record<string, Fields>>;
  /** What could not be read, with the reason. */
  readonly unread: readonly string[];
}

/** Path of a field → the types of its values, such as `string` and `null`. */
export type Fields = Readonly<Record<string, readonly string[]>>;

export interface JobBehaviour {
  /** The file the job is from and the variables it was given: `behaviour/run/ending driver=exec`. */
  readonly file: string;
  readonly answers: readonly JobAnswer[];
  readonly evaluations: readonly EvaluationBehaviour[];
  readonly allocations: readonly AllocationBehaviour[];
  readonly deployments: readonly { readonly status: string; readonly description: string }[];
}

/** What Nomad said to a job before it did anything with it. */
export interface JobAnswer {
  readonly call: 'parse' | 'validate' | 'plan' | 'register';
  /** Nomad's reason; undefined when it takes the job. */
  readonly refused?: string | undefined;
  readonly warnings?: string | undefined;
  /** Why a plan could not place the job. */
  readonly unplaced?: readonly string[] | undefined;
}

export interface EvaluationBehaviour {
  readonly triggeredBy: string;
  readonly status: string;
  readonly description: string;
  /** Why groups were not placed: `app: ConstraintFiltered missing drivers`. */
  readonly unplaced: readonly string[];
}

export interface AllocationBehaviour {
  readonly group: string;
  readonly client: string;
  readonly clientDescription: string;
  readonly desired: string;
  readonly desiredDescription: string;
  readonly tasks: Readonly<Record<string, TaskBehaviour>>;
}

export interface TaskBehaviour {
  readonly state: string;
  readonly failed: boolean;
  readonly restarts: number;
  readonly events: readonly { readonly type: string; readonly message: string }[];
}

/** A volume at the end of its test, while those jobs still held it that the test left running. */
export interface VolumeBehaviour {
  readonly file: string;
  readonly accessMode: string;
  readonly attachmentMode: string;
  readonly schedulable: boolean;
  /** `write` or `read`, one for each claim of a running allocation. */
  readonly claims: readonly string[];
}
