import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../cache-folder.ts';
import { apiVersionIn } from './build-info.ts';
import { sha256Of } from './digest.ts';
import { moduleApi } from './go-module.ts';

/** What is known of a stored binary; written beside it when it is complete. */
const manifestSchema = z.object({
  version: z.string(),
  source: z.enum(['release', 'go']),
  sha256: z.string(),
  size: z.number(),
  builtAt: z.string(),
  /** The `api` module of a compiled one. */
  api: z.object({ version: z.string(), own: z.boolean() }).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The folder of stored binaries: NOMAD_E2E_CACHE, else the cache folder, where the private engine is, too. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  return env.NOMAD_E2E_CACHE || cacheFolder(env, home);
}

/** The folder of one version's binary for Linux on one processor. */
export function entryFolder(root: string, version: string, arch: string): string {
  return join(root, 'binaries', `${version}-linux-${arch}`);
}

export interface Entry {
  path: string;
  manifest: Manifest;
}

/**
 * The stored binary when it is whole, else undefined. The content is hashed each time: 0.2 s for 100 MB,
 * and an equal size and time would not show a damaged disk block.
 */
export async function readEntry(
  folder: string,
  version: string,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const manifest = await readManifest(join(folder, 'manifest.json'));
  const path = join(folder, 'nomad');
  const file = await stat(path).catch(() => undefined);
  if (!manifest || !file?.isFile()) return undefined;
  const whole = manifest.version === version && manifest.size === file.size && (file.mode & 0o111) !== 0;
  if (!whole || manifest.sha256 !== (await sha256Of(path, signal))) return undefined;
  if (manifest.source !== 'go' || manifest.api) return { path, manifest };
  // Compiled when manifests did not name the api yet.
  const api = await apiVersionIn(path, signal);
  return api === undefined ? undefined : { path, manifest: { ...manifest, api: moduleApi(version, api) } };
}

/** Versions that the cache has an entry of, whole or not, for Linux on one processor. */
export async function cachedVersions(root: string, arch: string): Promise<string[]> {
  const names = await readdir(join(root, 'binaries')).catch(() => []);
  return names.flatMap((name) => {
    const version = name.slice(0, name.length - `-linux-${arch}`.length);
    return name === basename(entryFolder(root, version, arch)) ? [version] : [];
  });
}

async function readManifest(file: string): Promise<Manifest | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Makes the binary `nomad` of a work folder, which holds nothing else, the entry of its version: one rename,
 * so that a reader sees a whole entry or none. The caller holds the entry's lock.
 */
export async function storeEntry(
  content: string,
  folder: string,
  made: Pick<Manifest, 'version' | 'source' | 'api'>,
  signal: AbortSignal,
): Promise<Entry> {
  const path = join(content, 'nomad');
  const [sha256, { size }] = await Promise.all([sha256Of(path, signal), stat(path)]);
  const manifest: Manifest = { ...made, sha256, size, builtAt: new Date().toISOString() };
  await writeFile(join(content, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(content, folder);
  return { path: join(folder, 'nomad'), manifest };
}
