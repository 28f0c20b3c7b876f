export { taskEvents } from '../evidence/index.ts';
export { placementFailures } from '../nomad/index.ts';
export { jobPath } from './job-file.ts';
export { type OwnClients, ownClients } from './own-clients.ts';
export { addressOf } from './ports.ts';
export { Scope } from './scope.ts';
export { Submitted } from './submitted.ts';
export { countOf, exitCode, finishedAt, startedAt } from './tasks.ts';
export { test } from './test.ts';
