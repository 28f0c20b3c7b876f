export { type Comparison, compare } from './compare.ts';
export { sideOf } from './sides.ts';
export { comparisonText } from './text.ts';
