export { appliesTo, type OperatorsJob } from './applies.ts';
export { expectedOn, mayHave } from './expect.ts';
export { type Judgement, judge, unjudged } from './judge.ts';
export { type BugVerdict, judgeBug } from './known.ts';
export { knownBugsPage } from './page.ts';
export { withTable } from './readme.ts';
export { addSeen, type Sighting } from './seen.ts';
export { type KnownBug, knownBugs, type Regression, regressions } from './table.ts';
export { type Trial, trialsOf, versionsOf } from './trials.ts';
