export { expectedOn } from './expect.ts';
export { type Regression, regressions } from './table.ts';
