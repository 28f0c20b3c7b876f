export { type BinaryFacts, factsOf, placeInWords } from './facts.ts';
export { planBinary, resolveBinary } from './plan.ts';
export { compiledVersion, defaultVersion } from './plan-default.ts';
export type { BinaryOptions, BinaryPlan, ResolvedBinary } from './resolved.ts';
export type { BinarySource } from './source.ts';
export { isUnavailable } from './unavailable.ts';
