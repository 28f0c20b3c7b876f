export { type JobSource, jobPath, parseJob, readJobFile, variablesFor } from './file.ts';
export { readJob, registerJob, runJob } from './run.ts';
