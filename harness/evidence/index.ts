export type { AllocationHistory, TaskEventRecord, TaskHistory, TaskRole, Violation } from './history.ts';
export {
  judgeAllocation,
  judgeLifecycle,
} from './invariants.ts';
export type { Entry } from './ledger.ts';
export { Ledger, readLedger } from './ledger.ts';
