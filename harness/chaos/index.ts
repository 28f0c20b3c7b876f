export { timesInWords } from './drawn.ts';
export type { ChaosGround } from './ground.ts';
export { type ChaosVerdict, judgeChaos } from './judge.ts';
export { type FaultKey, faultOn, type InjectionKey, injectionKeys } from './menu.ts';
export { runSchedule } from './run-schedule.ts';
export { type ChaosStep, readSchedule, stepsOf } from './schedule.ts';
export { soundChaos } from './sound-ledger.ts';
