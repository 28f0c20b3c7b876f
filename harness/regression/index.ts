export { appliesTo, type OperatorsJob } from './applies.ts';
export { expectedOn } from './expect.ts';
export { type Judgement, judge, unjudged } from './judge.ts';
export { withTable } from './readme.ts';
export { addSeen, type Sighting } from './seen.ts';
export { type Regression, regressions } from './table.ts';
export { type Trial, trialsOf, versionsOf } from './trials.ts';
