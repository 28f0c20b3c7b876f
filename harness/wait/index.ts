export { type Observation, WaitFailed, WaitTimeout } from './errors.ts';
export { onWait, type WaitRecord } from './observers.ts';
export type { Source } from './sources.ts';
export { untilAborted, type WaitLimits, type WaitOptions, waitFor } from './wait-for.ts';
export { waits } from './waits.ts';
