export { type BlockLines, blockLines, type HclPath, lineAt } from './block-lines.ts';
export { invalidFile, mistakesOf } from './mistakes.ts';
export { type HclBody, parse as parseHcl, parse } from './parse.ts';
export { type Block, blocksOf, isBody, labelledBlocks, textsIn } from './values.ts';
export { type Mistake, resolveVariables } from './variables.ts';
