export { timesInWords } from './drawn.ts';
export type { ChaosGround } from './ground.ts';
export { type ChaosVerdict, judgeChaos } from './judge.ts';
export { type InjectionKey, injectionKeys } from './menu.ts';
export { runSchedule } from './run-schedule.ts';
export { type ChaosStep, readSchedule, stepsOf } from './schedule.ts';
export { shrink } from './shrink.ts';
export { soundChaos } from './sound-ledger.ts';
