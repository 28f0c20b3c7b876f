export { judge, type Verdict } from './judge.ts';
export { notesOnPath } from './path.ts';
export { type Plant, plants } from './plant.ts';
export { rehearse } from './rehearse.ts';
