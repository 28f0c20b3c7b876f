import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, type HarnessError, UsageError } from '../errors.ts';
import { buildCaution, parseBuild, parseVersion } from '../version/index.ts';
import { cacheRoot, type Entry, entryFolder, readEntry, storeEntry } from './cache.ts';
import { givenBinary } from './given.ts';
import { buildFromModule } from './go-build.ts';
import type { ModuleApi } from './go-module.ts';
import { versionOf } from './inspect.ts';
import { targetArch } from './platform.ts';
import { fetchRelease, releaseBase } from './release.ts';
import type { BinarySource, Fetch } from './source.ts';
import { type Turn, takeTurn } from './turn.ts';
import { isTried, noSource } from './unavailable.ts';

export interface BinaryOptions {
  /** The version to find, such as `1.11.3`; with `path`, the version that the binary must have. */
  version?: string | undefined;
  /** A binary of the user's own; nothing is fetched then. */
  path?: string | undefined;
  /** The cache folder of nomad-e2e; see {@link cacheRoot} for the default. */
  cacheDir?: string | undefined;
  /** A release archive other than the official one, which NOMAD_E2E_RELEASE_URL can name too. */
  releaseUrl?: string | undefined;
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
 * compiled from the Go module, and cached. Runs that want the same version at once fetch it once.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE, BINARY_VERSION_UNKNOWN, BINARY_VERSION_MISMATCH,
 * BINARY_PATH_INVALID, BINARY_RELEASE_URL_INVALID
 * @throws EnvironmentError BINARY_UNAVAILABLE with the reason of each source, BINARY_SUM_MISMATCH,
 * BINARY_CACHE_UNUSABLE and those of the functions called here
 */
export async function resolveBinary(options: BinaryOptions): Promise<ResolvedBinary> {
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const arch = targetArch();
  // A binary of the user's own may be a build that was never released.
  const parse = options.path === undefined ? parseVersion : parseBuild;
  const version = options.version === undefined ? undefined : parse(options.version);
  const ms = () => Math.round(performance.now() - started);
  if (options.path !== undefined) {
    const given = await givenBinary(options.path, version, { arch, signal });
    const caution = buildCaution(given.version);
    if (caution) options.onProgress?.(`warning: ${caution}`);
    return { ...given, source: 'path', origin: 'path', ms: ms() };
  }
  if (version === undefined) {
    throw new UsageError('BINARY_VERSION_INVALID', 'neither a Nomad version nor a Nomad binary was named', {
      next: 'give --nomad-version 1.11.3 or --nomad-binary <path>',
    });
  }
  const found = await cachedOrFetched({ ...options, version, arch, signal });
  const { sha256, source: origin, api } = found.manifest;
  const { path, source } = found;
  return { version, path, source, origin, sha256, ...(api && { api }), ms: ms() };
}

type Wanted = BinaryOptions & { version: string; arch: string; signal: AbortSignal };
type Found = Entry & { source: 'cache' | BinarySource };

async function cachedOrFetched(wanted: Wanted): Promise<Found> {
  const { version, arch, signal, onProgress = () => undefined } = wanted;
  const root = wanted.cacheDir ?? cacheRoot();
  // Wrong even when the cache has the binary: a mistake in it should not lie hidden until the cache is empty.
  const base = releaseBase(wanted.releaseUrl);
  const folder = entryFolder(root, version, arch);
  const cached = await readEntry(folder, version, signal);
  if (cached) return { ...cached, source: 'cache' };
  try {
    await using turn = await takeTurn(folder, { what: `Nomad ${version}`, onProgress, signal });
    const meanwhile = await readEntry(folder, version, signal);
    if (meanwhile) return { ...meanwhile, source: 'cache' };
    const fetch: Fetch = { version, arch, work: turn.work, onProgress, signal: turn.signal };
    return await fetchInto(folder, fetch, base, wanted.sources ?? ['release', 'go'], turn);
  } catch (error) {
    throw cacheFault(error, root) ?? error;
  }
}

/** Tries the sources in order. One that has not got the version, or cannot be reached or run, leaves it to the next. */
async function fetchInto(
  folder: string,
  fetch: Fetch,
  base: string,
  sources: readonly BinarySource[],
  turn: Turn,
): Promise<Found> {
  const content = join(turn.work, 'entry');
  await mkdir(content);
  const path = join(content, 'nomad');
  const failures: { source: BinarySource; error: HarnessError }[] = [];
  for (const source of sources) {
    try {
      const api = source === 'go' ? await buildFromModule(path, fetch) : undefined;
      if (source === 'release') await fetchRelease(base, path, fetch);
      await requireVersion(path, source, fetch);
      return {
        ...(await storeEntry(content, folder, { version: fetch.version, source, api }, turn.signal)),
        source,
      };
    } catch (error) {
      if (!isTried(error)) throw error;
      failures.push({ source, error });
      fetch.onProgress(`not from ${source}: ${error.message}`);
    }
  }
  throw noSource(fetch.version, failures);
}

/** A binary that says another version would be tested under a wrong name. */
async function requireVersion(
  path: string,
  source: BinarySource,
  { version, arch, signal }: Fetch,
): Promise<void> {
  const said = await versionOf(path, arch, signal);
  if (said === undefined || said === version) return;
  throw new EnvironmentError(
    'BINARY_VERSION_MISMATCH',
    `the binary from ${source} is Nomad ${said}, not ${version}`,
    {
      next: source === 'release' ? 'check NOMAD_E2E_RELEASE_URL' : 'give a binary: --nomad-binary <path>',
    },
  );
}

/** The file system's refusals in the user's terms. */
function cacheFault(error: unknown, root: string): EnvironmentError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'EIO'];
  if (!codes.includes(String(error.code))) return undefined;
  return new EnvironmentError('BINARY_CACHE_UNUSABLE', `the cache folder ${root} cannot be used`, {
    observed: error.message,
    next: 'free space there, or name another folder: NOMAD_E2E_CACHE=<folder>',
    cause: error,
  });
}
