import { tmpdir } from 'node:os';
import { entryFolder, readEntry } from './cache.ts';
import { buildFromModule } from './go-build.ts';
import { nomadModule } from './go-module.ts';
import { goEnvironment, requireToolchain } from './go-toolchain.ts';
import { type Found, fetchEntry, type Way, type Ways } from './obtain.ts';
import { requireOpenSource } from './open-source.ts';
import { type Archive, fetchRelease, findRelease } from './release.ts';
import type { BinaryPlan, ObtainOptions, ResolvedBinary } from './resolved.ts';
import type { BinarySource, Fetch } from './source.ts';
import { type Failure, inWords, isTried, noSource } from './unavailable.ts';

/** Where a binary is looked for. */
export interface Ground {
  /** The cache folder of nomad-e2e. */
  root: string;
  arch: string;
  archive: Archive;
  /** Asked in this order when the cache has nothing. */
  sources: readonly BinarySource[];
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Where an exact version is, or comes from: the cache, else the first source that has it.
 * @throws as `resolveBinary`
 */
export async function planVersion(ground: Ground, version: string): Promise<BinaryPlan> {
  const began = performance.now();
  const cached = await planCached(ground, version);
  if (cached) return cached;
  const { root, arch, signal } = ground;
  const ways = await waysTo(ground, version);
  const tookMs = performance.now() - began;
  const obtain = async ({ onProgress = () => undefined, signal: own = signal }: ObtainOptions = {}) => {
    const start = performance.now();
    const found = await fetchEntry(ways, { root, version, arch, onProgress, signal: own });
    return resolved(version, found, tookMs + performance.now() - start);
  };
  const { source, place } = ways.first;
  return { version, source, place, obtain };
}

/** A version that is in the cache, whole; else undefined. */
export async function planCached(
  { root, arch, signal }: Ground,
  version: string,
): Promise<BinaryPlan | undefined> {
  const began = performance.now();
  const entry = await readEntry(entryFolder(root, version, arch), version, signal);
  if (!entry) return undefined;
  const found = resolved(version, { ...entry, source: 'cache' }, performance.now() - began);
  return { version, source: 'cache', place: found.path, obtain: async () => found };
}

function resolved(version: string, { path, source, manifest }: Found, ms: number): ResolvedBinary {
  const { sha256, source: origin, api } = manifest;
  return { version, path, source, origin, sha256, ...(api && { api }), ms: Math.round(ms) };
}

async function waysTo(ground: Ground, version: string): Promise<Ways> {
  const wayFrom = (source: BinarySource) => (source === 'release' ? releaseWay : moduleWay)(ground, version);
  const failures: Failure[] = [];
  for (const [at, source] of ground.sources.entries()) {
    try {
      const first = await wayFrom(source);
      // Where no source has it, the error has all of this.
      for (const failure of failures) ground.onProgress(inWords(failure));
      return { first, failures, rest: ground.sources.slice(at + 1), wayFrom };
    } catch (error) {
      if (!isTried(error)) throw error;
      failures.push({ source, error });
    }
  }
  throw noSource(version, failures);
}

async function releaseWay({ archive, arch }: Ground, version: string): Promise<Way> {
  const release = await findRelease(archive, { version, arch });
  const fetch = async (path: string, fetch: Fetch) => {
    await fetchRelease(release, path, fetch);
    return undefined;
  };
  return { source: 'release', place: release.url, fetch };
}

async function moduleWay({ arch, signal }: Ground, version: string): Promise<Way> {
  requireOpenSource(version);
  const work = tmpdir();
  await requireToolchain({ cwd: work, env: goEnvironment(arch, work) }, signal);
  return { source: 'go', place: `${nomadModule}@v${version}`, fetch: buildFromModule };
}
