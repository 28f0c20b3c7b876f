/** All that a suite needs; suites import nothing else of the harness. */
export { describe, expect } from 'vitest';
export {
  type ClusterNode,
  type StartedNomadCluster,
  type TaskProcess,
  taskProcesses,
} from './cluster/index.ts';
export {
  attachmentsFolder,
  collectorLagMs,
  ensurePlugin,
  forgetClient,
  type Misdeed,
  measureRelease,
  misbehave,
  noteRelease,
  pluginCounts,
  type Rule,
  readVolumeSpec,
  sharedPluginId,
  unableToAttach,
  untilUnmounted,
  volumeFree,
} from './csi/index.ts';
export { type Deadline, deadline, withDeadline } from './deadline.ts';
export { BehaviourError } from './errors.ts';
export type {
  ClaimDifference,
  Ledger,
  ShownBug,
  StorageKind,
  VolumeClaim,
  WriteRecord,
  WriterSpan,
} from './evidence/index.ts';
export {
  type ActiveFault,
  agentKilled,
  agentPaused,
  agentStutters,
  agentTerminated,
  claimCalls,
  cutOff,
  dataDirectoryFull,
  diskSlow,
  driverMisbehaves,
  engineStopped,
  type Fault,
  measureRecovery,
  networkDelay,
  nodeKilled,
  nodeRebooted,
  packetLoss,
  partition,
  pluginKilled,
  pluginPaused,
  pluginReached,
  serverDataFull,
  smallVolumeDisk,
} from './faults/index.ts';
export { type JobSource, readJobFile, Submitted, setupFailures } from './jobs/index.ts';
export {
  type Allocation,
  type AllocationListStub,
  type CsiVolume,
  type Evaluation,
  hasEnded,
  type Job,
  lines,
  NomadApiError,
  NomadClient,
  placementReasons,
  type TaskGroup,
} from './nomad/index.ts';
export {
  addressOf,
  CsiFixture,
  countOf,
  exitCode,
  finishedAt,
  firstLine,
  type OwnClients,
  openGate,
  openGateOnNode,
  placementFailures,
  Scope,
  type Since,
  say,
  sharedFolder,
  startedAt,
  taskEvents,
  test,
  type Wording,
} from './suite/index.ts';
export { lead, replaceAgent } from './upgrade/index.ts';
export { WaitFailed, WaitTimeout, waitFor, waits } from './wait/index.ts';
export {
  acknowledgedFile,
  endTask,
  fileHashes,
  missingRecords,
  overlappingWriters,
  recordsFile,
  recordsIn,
  writerSpans,
} from './writers/index.ts';
