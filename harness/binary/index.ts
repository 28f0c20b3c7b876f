export { type BinaryOptions, type ResolvedBinary, resolveBinary } from './resolve.ts';
export type { BinarySource } from './source.ts';
export { parseVersion } from './version.ts';
