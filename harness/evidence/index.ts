export type {
  AllocationBehaviour,
  BehaviourRecord,
  EvaluationBehaviour,
  Fields,
  JobAnswer,
  JobBehaviour,
  TaskBehaviour,
  VolumeBehaviour,
} from './behaviour.ts';
export { type Failure, failureOf } from './failure.ts';
export { fieldsOf } from './fields.ts';
export type {
  AllocationHistory,
  TaskEventRecord,
  TaskHistory,
  TaskRole,
  Violation,
  VolumeUse,
} from './history.ts';
export {
  judgeAllocation,
  judgeLifecycle,
} from './invariants.ts';
export { bugName, type ShownBug } from './known-bug.ts';
export type { Entry } from './ledger.ts';
export { Ledger, readLedger } from './ledger.ts';
export { historyOf, taskEvents } from './of-allocation.ts';
