export { type Boot, boot } from './boot.ts';
export { withChosenBinary } from './chosen-binary.ts';
export { endRun, reportFormats, reportInterrupted, writeReports } from './end-run.ts';
export { judgeBugOn } from './judge-bug.ts';
export { judgeRows } from './known-bugs.ts';
export { mergeRuns } from './merge.ts';
export { type Observation, type ObserveOptions, observe, onVersion } from './observe.ts';
export { type ClusterSuites, type EndedSuites, onCluster } from './on-cluster.ts';
export {
  type ClusterOptions,
  isClientCount,
  isServerCount,
  mostClients,
  type RunContext,
} from './options.ts';
export { type PersistentCluster, persistentOf } from './persistent.ts';
export { type PreparedSuites, prepareVitest } from './prepared-suites.ts';
export { createProgress, type Progress, seconds } from './progress.ts';
export { rateLines } from './rates.ts';
export { repeatSuites, total } from './repetitions.ts';
export { reported } from './reported.ts';
export { readRun, savedRun } from './saved.ts';
export { shown } from './shown.ts';
export { suiteFiles, suiteFilters } from './suite-files.ts';
export { behaviourSuites, comparableSuites, storageSuites, upgradeSuites } from './suite-lists.ts';
export { runVitest } from './suites-process.ts';
export { firstAttempt, verdictOf } from './verdict.ts';
