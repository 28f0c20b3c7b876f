export { notesOnPath } from './path.ts';
export { type Plant, plants } from './plant.ts';
export { rehearse } from './rehearse.ts';
export { judge, type Verdict } from './verdict/judge.ts';
