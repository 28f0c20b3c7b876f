export { readRun, savedRun } from './saved.ts';
export { firstAttempt, verdictOf } from './verdict.ts';
