export { type BinaryFacts, factsOf, placeInWords } from './facts.ts';
export { type BinaryPlan, planBinary } from './plan.ts';
export { compiledVersion, defaultVersion } from './plan-default.ts';
export { type BinaryOptions, type ResolvedBinary, resolveBinary } from './resolve.ts';
export type { BinarySource } from './source.ts';
export { isUnavailable } from './unavailable.ts';
