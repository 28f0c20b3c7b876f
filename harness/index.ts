/** All that a suite needs; suites import nothing else of the harness. */
export { describe, expect } from 'vitest';
export type { ClusterNode, StartedNomadCluster } from './cluster/index.ts';
export * from './csi/index.ts';
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
export * from './faults/index.ts';
export type {
  Allocation,
  AllocationListStub,
  CsiVolume,
  Evaluation,
  Job,
} from './nomad/index.ts';
export { lines, NomadApiError, NomadClient } from './nomad/index.ts';
export {
  addressOf,
  CsiFixture,
  countOf,
  exitCode,
  finishedAt,
  firstLine,
  jobPath,
  type OwnClients,
  openGate,
  openGateOnNode,
  placementFailures,
  Scope,
  type Since,
  Submitted,
  say,
  sharedFolder,
  startedAt,
  taskEvents,
  test,
  type Wording,
} from './suite/index.ts';
export { WaitFailed, WaitTimeout, waitFor, waits } from './wait/index.ts';
