export { chooseVersion, compiledVersion, type DefaultVersion, defaultVersion } from './default-version.ts';
export { type BinaryFacts, factsOf } from './facts.ts';
export { type BinaryOutlook, binaryOutlook } from './outlook.ts';
export { type BinaryOptions, type ResolvedBinary, resolveBinary } from './resolve.ts';
export type { BinarySource } from './source.ts';
