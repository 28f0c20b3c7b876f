export type { Entry } from './entry.ts';
export type * from './events/index.ts';
export * as events from './events/index.ts';
export type { DataOf, Kind } from './events/kind.ts';
export { asFailure } from './failure.ts';
export { fieldsOf } from './fields.ts';
export { judgeAllocation, judgeLifecycle, type Violation } from './invariants.ts';
export { bugName } from './known-bug.ts';
export { Ledger, ledgerText } from './ledger.ts';
export { isAcknowledged, type LostRecords, lostRecords } from './lost-records.ts';
export { allocationIn, historyOf, taskEvents } from './of-allocation.ts';
export { allowsOneWriter, atOnce } from './one-writer.ts';
export { appendedTo, readLedger, unreadableInWords } from './read.ts';
export { RunFolder } from './run-folder.ts';
export {
  type Counts,
  fileItself,
  type SessionResult,
  type SessionSign,
  type SuiteFile,
  type SuiteTest,
  signFileOf,
} from './suite-result.ts';
