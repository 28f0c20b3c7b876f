import { tmpdir } from 'node:os';
import { HarnessError } from '../errors.ts';
import { parseVersion } from '../version/index.ts';
import { cacheRoot, entryFolder, readEntry } from './cache.ts';
import { goEnvironment, requireToolchain, type Toolchain } from './go-toolchain.ts';
import { requireOpenSource } from './open-source.ts';
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
  const [cached, refusal] = await Promise.all([
    readEntry(entryFolder(cacheRoot(), version, arch), version, signal),
    notCompiled(version, { cwd: work, env: goEnvironment(arch, work) }, signal),
  ]);
  return { cached: cached?.path, release: releaseBase(undefined), notCompiled: refusal };
}

/** Why the version is not compiled here; undefined when it is. */
async function notCompiled(
  version: string,
  toolchain: Toolchain,
  signal: AbortSignal,
): Promise<Error | undefined> {
  try {
    requireOpenSource(version);
    await requireToolchain(toolchain, signal);
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
}
