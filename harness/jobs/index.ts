export { commandRuns } from './command-runs.ts';
export { type JobSource, jobPath, parseJob, readJobFile, variablesFor } from './file.ts';
export { type Refusal, refusedAs } from './refusal.ts';
export { restartInPlace } from './restart-in-place.ts';
export { readJob, registerJob, runJob } from './run.ts';
export { goesOn, runAnew } from './run-anew.ts';
export { Submitted, setupFailures } from './submitted.ts';
