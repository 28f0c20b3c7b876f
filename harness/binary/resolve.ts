import { planBinary } from './plan.ts';
import type { BinaryOptions, ResolvedBinary } from './resolved.ts';

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
