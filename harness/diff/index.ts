export { type Comparison, compare } from './compare.ts';
export { sideOf } from './sides.ts';
export { changeInWords, comparisonText } from './text.ts';
