export { readRun, savedRun } from './saved.ts';
export { firstAttempt, kindOf, verdictOf } from './verdict.ts';
