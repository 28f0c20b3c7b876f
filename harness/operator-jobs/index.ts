export { ownFindings } from './findings.ts';
export type { OwnFiles } from './given.ts';
export type { JudgeBug } from './known-issues.ts';
export { looks } from './record.ts';
export { ownReport } from './report.ts';
export type { WatchedJob } from './watched-job.ts';
export {
  type HeldWorkload,
  type PlacedWorkload,
  type ReadWorkload,
  readOwnWorkload,
  type WorkloadSummary,
} from './workload.ts';
