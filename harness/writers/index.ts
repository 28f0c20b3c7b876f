export { acknowledgedBy, acknowledgedFile, lastAcknowledged } from './acknowledged.ts';
export { hashesFrom, type JobRunner, recordsIn } from './contents.ts';
export { endTask } from './end-task.ts';
export {
  fileHashes,
  missingRecords,
  overlappingWriters,
  parseRecords,
  writerSpans,
  writtenIn,
} from './records.ts';
export { uptimeOf } from './uptime.ts';
export { createVolume, type Holder, readBack, startHolder, type WrittenVolume } from './workload.ts';
export { recordsFile, untilWritten } from './written.ts';
