export { type Connection, probeOf, silentAtEnd, wasRefused } from './api.ts';
export { readEarlier, requireGood } from './baseline.ts';
export {
  allowedAfter,
  type Bound,
  boundOf,
  budgetOf,
  type Earlier,
  type GivenBounds,
  historyOf,
  overBudget,
  worstByKind,
} from './budget.ts';
export { type Cost, doesOf, type Measure, measures, type Spent, type StepCost, stepCosts } from './costs.ts';
export { longestOf, type Stall, type StepSpan, stallsBetween, stepSpans } from './stalls.ts';
export type { Stream } from './streams.ts';
export { silencesOf } from './writes.ts';
