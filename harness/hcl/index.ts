export { checkedBody } from './checked-body.ts';
export { declaredVariables, type HclFile, parseHcl, placeIn } from './file.ts';
export { type LocatedJson, locateJson } from './json.ts';
export { lineOf, type Mistake, refuseMistakes } from './mistakes.ts';
export { type HclPath, linesByName, type Place } from './places.ts';
export { type Block, blocksOf, isBody, labelledBlocks, textsIn } from './values.ts';
export { resolveText, type Variables, variablesOf } from './variables.ts';
