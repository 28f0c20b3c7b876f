export type { FileInfo, LogOptions } from './allocations.ts';
export type { BlockingOptions } from './blocking.ts';
export { type ClaimRecord, claimsOf } from './claims.ts';
export { NomadClient } from './client.ts';
export type * from './cluster-types.ts';
export { hasEnded, isTerminal } from './ended.ts';
export { isTransient, NomadApiError, NomadUnreachableError, unlessStatus } from './errors.ts';
export type { EventStream, NomadEvent, StreamSignal, Subject, Topic } from './event-stream.ts';
export type { ExecOptions, ExecResult } from './exec.ts';
export type { HclVariables } from './hcl-variables.ts';
export type * from './job-types.ts';
export { lines } from './lines.ts';
export { poolOf } from './node-pool.ts';
export { placementFailures, placementReasons } from './placement.ts';
export type { ShellOptions } from './shell.ts';
export { eventsInWords, lastEventsInWords } from './task-events.ts';
export type {
  CallOptions,
  Indexed,
  NomadClientOptions,
  Query,
  RequestRecord,
  TlsOptions,
} from './transport.ts';
