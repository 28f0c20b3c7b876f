export { aligned } from './aligned.ts';
export { chromiumMissing, findChromium } from './chromium.ts';
export { type Change, compareRuns, compareText, type RunComparison } from './compare.ts';
export { faultsTable } from './faults-table.ts';
export { type ReportFormat, reportFiles, reportText } from './files.ts';
export { annotations, markdownSummary } from './github.ts';
export { type KnownTest, knownTestInWords, knownTests } from './known.ts';
export { covered } from './model/lanes.ts';
export { waitOwner } from './model/owners.ts';
export { type Finding, type Judgement, type Report, reportOf } from './model/report.ts';
export { skipReasons } from './skipped.ts';
export {
  type StorageKind,
  type StorageObservation,
  type StorageProperty,
  storageObserved,
  storageTable,
} from './storage-table.ts';
