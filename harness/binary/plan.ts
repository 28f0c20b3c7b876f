import { buildCaution, parseBuild, parseWanted } from '../version/index.ts';
import { cacheRoot } from './cache.ts';
import { questionLimits } from './download.ts';
import { givenBinary } from './given.ts';
import { planDefault } from './plan-default.ts';
import { planNewest } from './plan-newest.ts';
import { type Ground, planVersion } from './plan-version.ts';
import { targetArch } from './platform.ts';
import { releaseBase } from './release.ts';
import { releaseKeys } from './release-key.ts';
import type { BinaryOptions, BinaryPlan, ResolvedBinary } from './resolved.ts';

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
  return await (await planBinary(options)).obtain(options);
}

/**
 * Finds out which binary is meant and where it comes from, in seconds and without writing anything: whether the archive has it and
 * is signed, or whether it may and can be compiled here. What is wrong in the call or with the sources is thrown here, before
 * anything is started.
 * @throws as `resolveBinary`
 */
export async function planBinary(options: BinaryOptions): Promise<BinaryPlan> {
  const { path, version, cacheDir = cacheRoot(), sources = ['release', 'go'] } = options;
  const { onProgress = () => undefined, signal = new AbortController().signal } = options;
  const arch = targetArch();
  if (path !== undefined) return await planGiven(path, options, { arch, onProgress, signal });
  // Wrong even when the cache has the binary: a mistake in it should not lie hidden until the cache is empty.
  const base = releaseBase(options.releaseUrl);
  const keyFile = options.releaseKey ?? (process.env.NOMAD_E2E_RELEASE_KEY || undefined);
  if (keyFile !== undefined) await releaseKeys(keyFile);
  const archive = { base, keyFile, signal, limits: questionLimits };
  const ground: Ground = { root: cacheDir, arch, archive, sources, onProgress, signal };
  if (version === undefined) return await planDefault(ground);
  const wanted = parseWanted(version);
  return await (wanted.kind === 'exact' ? planVersion(ground, wanted.version) : planNewest(ground, wanted));
}

async function planGiven(
  path: string,
  { version: named }: BinaryOptions,
  { arch, onProgress, signal }: Pick<Ground, 'arch' | 'onProgress' | 'signal'>,
): Promise<BinaryPlan> {
  const began = performance.now();
  // A binary of the user's own may be a build that was never released.
  const wanted = named === undefined ? undefined : parseBuild(named);
  const given = await givenBinary(path, wanted, { arch, signal });
  const caution = buildCaution(given.version);
  if (caution) onProgress(`warning: ${caution}`);
  const ms = Math.round(performance.now() - began);
  const found: ResolvedBinary = { ...given, source: 'path', origin: 'path', ms };
  return { version: given.version, source: 'path', place: given.path, obtain: async () => found };
}
