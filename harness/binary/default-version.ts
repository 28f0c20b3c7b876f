import { HarnessError } from '../errors.ts';
import { cacheRoot, entryFolder, readEntry } from './cache.ts';
import { type DownloadLimits, Downloads } from './download.ts';
import { targetArch } from './platform.ts';
import { releaseBase, sumsUrl } from './release.ts';

/** What runs when no version is named: the newest release that the suites are kept green on. */
export const defaultVersion = '2.0.5';
/** What runs instead where no release archive answers: the newest that is compiled with the `api` module of its own release. */
export const compiledVersion = '1.6.1';

/** A question whether an archive is there at all, not a download. */
const limits: DownloadLimits = { connectMs: 3_000, idleMs: 5_000, overallMs: 10_000 };

export interface DefaultVersion {
  version: string;
  /** Why it is not {@link defaultVersion}. */
  why?: string;
}

/**
 * The version to run when neither a version nor a binary is named: {@link defaultVersion} where it is cached or a release archive
 * answers, else {@link compiledVersion} with the reason. Nothing is fetched.
 * @throws UsageError BINARY_RELEASE_URL_INVALID
 */
export async function chooseVersion(options: {
  cacheDir?: string | undefined;
  releaseUrl?: string | undefined;
  signal: AbortSignal;
}): Promise<DefaultVersion> {
  const { cacheDir = cacheRoot(), releaseUrl, signal } = options;
  const base = releaseBase(releaseUrl);
  const folder = entryFolder(cacheDir, defaultVersion, targetArch());
  if (await readEntry(folder, defaultVersion, signal)) return { version: defaultVersion };
  const missing = await unreachable(base, signal);
  if (missing === undefined) return { version: defaultVersion };
  const why = `Nomad ${defaultVersion} is not cached, and no release archive answers (${missing})`;
  return { version: compiledVersion, why };
}

/** Why the archive gives no answer; undefined when it gives one, whatever it says. */
async function unreachable(base: string, signal: AbortSignal): Promise<string | undefined> {
  await using downloads = new Downloads(signal, limits);
  try {
    await downloads.text(sumsUrl(base, defaultVersion));
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'BINARY_RELEASE_UNREACHABLE') return error.message;
    throw error;
  }
}
