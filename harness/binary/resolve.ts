import type { ModuleApi } from './go-module.ts';
import { planBinary } from './plan.ts';
import type { BinarySource } from './source.ts';

export interface BinaryOptions {
  /** The version to find: `2.0.5`, a line such as `2.0`, or `latest`; with `path`, the version that the binary must have. */
  version?: string | undefined;
  /** A binary of the user's own; nothing is fetched then. */
  path?: string | undefined;
  /** The cache folder of nomad-e2e; see {@link cacheRoot} for the default. */
  cacheDir?: string | undefined;
  /** A release archive other than the official one, which NOMAD_E2E_RELEASE_URL can name too. */
  releaseUrl?: string | undefined;
  /** A file with the public keys that may sign the archive's sums, which NOMAD_E2E_RELEASE_KEY can name too; HashiCorp's unless given. */
  releaseKey?: string | undefined;
  /** Where to fetch from, in this order, when the cache has nothing. */
  sources?: readonly BinarySource[] | undefined;
  onProgress?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface ResolvedBinary {
  version: string;
  path: string;
  source: 'path' | 'cache' | BinarySource;
  /** Where one of the cache was from. */
  origin: 'path' | BinarySource;
  sha256: string;
  /** The `api` module of one that was compiled. */
  api?: ModuleApi;
  /** What it took, in milliseconds. */
  ms: number;
}

/**
 * Finds the Nomad binary to test: the user's own, else the cached one, else it is fetched from the release archive or
 * compiled from the Go module, and cached. Without a version it is the default one. Runs that want the same version at once fetch
 * it once.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE, BINARY_VERSION_UNKNOWN, BINARY_VERSION_MISMATCH,
 * BINARY_PATH_INVALID, BINARY_RELEASE_URL_INVALID, BINARY_KEY_INVALID
 * @throws EnvironmentError BINARY_UNAVAILABLE with the reason of each source, BINARY_SIGNATURE_MISSING, BINARY_SIGNATURE_WRONG,
 * BINARY_KEY_EXPIRED, BINARY_SUM_MISMATCH, BINARY_INDEX_INVALID, BINARY_CACHE_UNUSABLE and those of the functions called here
 */
export async function resolveBinary(options: BinaryOptions): Promise<ResolvedBinary> {
  const plan = await planBinary(options);
  return await plan.obtain(options);
}
