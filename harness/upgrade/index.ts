export { type HeldWorkload, type JudgeBug, type OwnFiles, ownReport, readOwnWorkload } from './own/index.ts';
export { type Plant, plants } from './plant.ts';
export { notesOnPath } from './preflight/path.ts';
export { rehearse } from './rehearse.ts';
export type { ClientMode } from './steps.ts';
export { judge } from './verdict/judge.ts';
export { inWords } from './verdict/words.ts';
