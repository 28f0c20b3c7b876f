export { checkedBody } from './checked-body.ts';
export { declaredVariables, type HclFile, parseHcl, placeIn } from './file.ts';
export { type Mistake, refuseMistakes } from './mistakes.ts';
export type { HclPath } from './places.ts';
export { type Block, blocksOf, labelledBlocks, textsIn } from './values.ts';
export { resolveText, type Variables, variablesOf } from './variables.ts';
