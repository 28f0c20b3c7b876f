import type { VolumeClaim } from '../../csi/index.ts';
import type { AllocationHistory, TaskHistory } from '../../evidence/index.ts';

/** A CSI volume that a group asks for, by the parsed job. */
export interface VolumeNeed {
  source: string;
  perAlloc: boolean;
  mode: 'read' | 'write';
  accessMode: string;
}

/** Fields of kind `own-job`: what the rules are derived from. */
export interface OwnJob {
  job: string;
  namespace: string;
  /** `service`, `batch`, `system` or `sysbatch` */
  type: string;
  /** Made anew by Nomad at each launch or dispatch: the job itself has no allocations. */
  template: boolean;
  file: string;
  groups: { name: string; volumes: VolumeNeed[] }[];
  /** What was changed before it was submitted, a line each. */
  changes: string[];
}

/** A task with the state that Nomad gave when it was looked at. */
export interface OwnTaskState extends TaskHistory {
  /** `pending`, `running` or `dead`; empty for a task without a state. */
  state: string;
  failed: boolean;
}

/** Fields of kind `own-allocation`: one allocation as it was at a step. */
export interface OwnAllocation extends AllocationHistory {
  step: string;
  namespace: string;
  /** `<job>.<group>[<index>]`, kept by replacements. */
  name: string;
  group: string;
  /** `run`, `stop` or `evict` */
  desired: string;
  tasks: readonly OwnTaskState[];
  /** Order of creation. */
  index: number;
}

/** Fields of kind `own-claims`: one volume as Nomad and the nodes hold it at a step. */
export interface OwnClaims {
  step: string;
  volume: string;
  namespace: string;
  /** Of the present claims; empty while there is none. */
  accessMode: string;
  claims: VolumeClaim[];
  /** Where Nomad's claims and the nodes' mounts disagree. */
  differences: { rule: string; message: string }[];
  /** Allocations that ran all the while the volume was read. */
  holders: string[];
}

/** Fields of kind `own-observed`: all jobs and volumes were looked at. */
export interface OwnObserved {
  step: string;
}

/** Fields of kind `own-release`: how long after the jobs' stop a volume was claimed by nobody. */
export interface OwnRelease {
  volume: string;
  boundMs: number;
  /** Undefined when a claim was left at the bound. */
  releaseMs?: number;
}

/** Names of the looks at the end: before the jobs are stopped, and after it. */
export const looks = {
  before: 'before the first step',
  end: 'after the last step',
  stopped: 'after their stop',
};
