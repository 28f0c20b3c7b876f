import { EnvironmentError, HarnessError } from '../errors.ts';
import { compareVersions, lineOf } from '../version/index.ts';
import { cachedVersions } from './cache.ts';
import { compiledVersion } from './plan-default.ts';
import { type Ground, planCached, planVersion } from './plan-version.ts';
import { inWords, isPlainRelease, type NewestOf, newestRelease } from './release-index.ts';
import type { BinaryPlan } from './resolved.ts';

/**
 * The newest release of a line, or of all, by the archive's index. Where no archive answers, the newest of the line that is cached
 * stands in for it; `latest` has no such stand-in, as the newest that is cached may be of any age.
 * @throws as `resolveBinary`
 */
export async function planNewest(ground: Ground, wanted: NewestOf): Promise<BinaryPlan> {
  try {
    const version = await newestRelease(ground.archive, wanted, ground.arch);
    return { ...(await planVersion(ground, version)), why: `it is the newest release of ${inWords(wanted)}` };
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code !== 'BINARY_RELEASE_UNREACHABLE') throw error;
    const plan = wanted.kind === 'line' ? await newestCached(ground, wanted.line) : undefined;
    if (!plan) throw unknown(wanted, error);
    const why = `it is the newest cached of ${inWords(wanted)}, as no release archive answers (${error.message})`;
    return { ...plan, why };
  }
}

/** The newest whole entry of the cache that is of a line. */
async function newestCached(ground: Ground, line: string): Promise<BinaryPlan | undefined> {
  const versions = (await cachedVersions(ground.root, ground.arch))
    .filter((version) => isPlainRelease(version) && lineOf(version) === line)
    .sort(compareVersions)
    .reverse();
  for (const version of versions) {
    const plan = await planCached(ground, version);
    if (plan) return plan;
  }
  return undefined;
}

function unknown(wanted: NewestOf, error: HarnessError): EnvironmentError {
  return new EnvironmentError(
    'BINARY_UNAVAILABLE',
    `the newest release of ${inWords(wanted)} is not known: no release archive answers`,
    {
      observed: error.message,
      next: [
        'a mirror that answers: NOMAD_E2E_RELEASE_URL=<url>',
        'a binary: --nomad-binary <path>',
        `an exact open-source version, which is compiled: --nomad-version ${compiledVersion}`,
      ].join('\n  or: '),
      cause: error,
    },
  );
}
