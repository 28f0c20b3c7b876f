export { acknowledgedFile, hashesFrom, type JobRunner, recordsIn } from './contents.ts';
export { endTask } from './end-task.ts';
export { fileHashes, missingRecords, overlappingWriters, parseRecords, writerSpans } from './records.ts';
export { uptimeOf } from './uptime.ts';
