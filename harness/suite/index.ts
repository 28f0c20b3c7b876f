export { placementFailures } from './placement.ts';
export { addressOf } from './ports.ts';
export { Scope } from './scope.ts';
export { Submitted } from './submitted.ts';
export { countOf, exitCode, finishedAt, startedAt, taskEvents } from './tasks.ts';
export { test } from './test.ts';
