import { tmpdir } from 'node:os';
import { parseVersion } from '../version/index.ts';
import { cacheRoot, entryFolder, readEntry } from './cache.ts';
import { goEnvironment, requireToolchain } from './go-toolchain.ts';
import { targetArch } from './platform.ts';
import { releaseBase } from './release.ts';

/** Where the binary of a version would come from. */
export interface BinaryOutlook {
  /** Where the cache holds it; undefined when it would have to be fetched or compiled. */
  cached: string | undefined;
  /** Where a release archive would be asked for it. */
  release: string;
  /** Why it could not be compiled here; undefined when it could. */
  notCompiled: Error | undefined;
}

/**
 * Looks where the binary of a version would come from, without fetching or compiling anything.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export async function binaryOutlook(named: string, signal: AbortSignal): Promise<BinaryOutlook> {
  const version = parseVersion(named);
  const arch = targetArch();
  const work = tmpdir();
  const [cached, notCompiled] = await Promise.all([
    readEntry(entryFolder(cacheRoot(), version, arch), version, signal),
    requireToolchain({ cwd: work, env: goEnvironment(arch, work) }, signal).then(
      () => undefined,
      (error: Error) => error,
    ),
  ]);
  return { cached: cached?.path, release: releaseBase(undefined), notCompiled };
}
