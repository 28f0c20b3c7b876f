export { type BinaryFacts, factsOf, placeInWords } from './facts.ts';
export { planBinary } from './plan.ts';
export { compiledVersion, defaultVersion } from './plan-default.ts';
export { resolveBinary } from './resolve.ts';
export type { BinaryOptions, BinaryPlan, ResolvedBinary } from './resolved.ts';
export type { BinarySource } from './source.ts';
export { isUnavailable } from './unavailable.ts';
