import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, EnvironmentError } from '../errors.ts';
import { type Entry, entryFolder, readEntry, storeEntry } from './cache.ts';
import type { ModuleApi } from './go-module.ts';
import { versionOf } from './inspect.ts';
import type { BinarySource, Fetch } from './source.ts';
import { type Turn, takeTurn } from './turn.ts';
import { type Failure, inWords, isTried, noSource } from './unavailable.ts';

/** A source that has the version, as far as can be told without fetching it. */
export interface Way {
  source: BinarySource;
  place: string;
  /** Writes the binary to a path; of a compiled one it returns the `api` module. */
  fetch: (path: string, fetch: Fetch) => Promise<ModuleApi | undefined>;
}

/** The first way to a version, those that failed before it, and those that are left if it fails. */
export interface Ways {
  first: Way;
  failures: readonly Failure[];
  rest: readonly BinarySource[];
  /** @throws what `isTried` accepts when the source does not have it */
  wayFrom: (source: BinarySource) => Promise<Way>;
}

/** An entry of the cache, and where it has just come from. */
export type Found = Entry & { source: 'cache' | BinarySource };

/** Fetches a binary into the cache, unless another run has done so meanwhile. @throws as `resolveBinary` */
export async function fetchEntry(
  ways: Ways,
  { root, version, arch, onProgress, signal }: Omit<Fetch, 'work'> & { root: string },
): Promise<Found> {
  const folder = entryFolder(root, version, arch);
  try {
    await using turn = await takeTurn(folder, { what: `Nomad ${version}`, onProgress, signal });
    const meanwhile = await readEntry(folder, version, signal);
    if (meanwhile) return { ...meanwhile, source: 'cache' };
    const fetch: Fetch = { version, arch, work: turn.work, onProgress, signal: turn.signal };
    return await fetchInto(folder, fetch, ways, turn);
  } catch (error) {
    throw cacheFault(error, root) ?? error;
  }
}

/** Tries the ways in order. One that fails on the way, or has not got the version after all, leaves it to the next. */
async function fetchInto(folder: string, fetch: Fetch, ways: Ways, turn: Turn): Promise<Found> {
  const content = join(turn.work, 'entry');
  await mkdir(content);
  const path = join(content, 'nomad');
  const failures: Failure[] = [...ways.failures];
  for (const source of [ways.first.source, ...ways.rest]) {
    try {
      const way = source === ways.first.source ? ways.first : await ways.wayFrom(source);
      const api = await way.fetch(path, fetch);
      await requireVersion(path, source, fetch);
      const made = { version: fetch.version, source, ...(api && { api }) };
      return { ...(await storeEntry(content, folder, made, turn.signal)), source };
    } catch (error) {
      if (!isTried(error)) throw error;
      failures.push({ source, error });
      fetch.onProgress(inWords({ source, error }));
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
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'EIO'];
  const isFault = error instanceof Error && 'syscall' in error && codes.includes(codeOf(error) ?? '');
  if (!isFault) return undefined;
  return new EnvironmentError('BINARY_CACHE_UNUSABLE', `the cache folder ${root} cannot be used`, {
    observed: error.message,
    next: 'free space there, or name another folder: NOMAD_E2E_CACHE=<folder>',
    cause: error,
  });
}
