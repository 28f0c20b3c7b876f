import { EnvironmentError, HarnessError } from '../errors.ts';
import { type Ground, planVersion } from './plan-version.ts';
import type { BinaryPlan } from './resolved.ts';
import { reasonOf } from './unavailable.ts';

/** What runs when no version is named: the newest release that the suites are kept green on. */
export const defaultVersion = '2.0.5';
/** What runs instead where no release archive answers: the newest that is compiled with the `api` module of its own release. */
export const compiledVersion = '1.6.1';

/**
 * The binary when neither a version nor a binary is named: {@link defaultVersion} where it is cached or a release archive answers,
 * else {@link compiledVersion} with the reason. Only an archive that does not answer is left for that: whatever is wrong with
 * one that does must be seen.
 * @throws as `resolveBinary`
 */
export async function planDefault(ground: Ground): Promise<BinaryPlan> {
  const missing = await planned(ground, defaultVersion, 'release');
  if (!(missing instanceof HarnessError)) return missing;
  const why = `Nomad ${defaultVersion} is not cached, and no release archive answers (${missing.message})`;
  // An archive that has just given no answer is not asked again.
  const compiled = await planned(ground, compiledVersion, 'go');
  if (!(compiled instanceof HarnessError)) return { ...compiled, why };
  throw new EnvironmentError(
    'BINARY_UNAVAILABLE',
    `neither Nomad ${defaultVersion} nor ${compiledVersion} is available here`,
    {
      observed: `${defaultVersion}: ${reasonOf(missing)}\n${compiledVersion}: ${reasonOf(compiled)}`,
      next: [missing, compiled].map(({ next }) => next).join('\n  or: '),
      cause: new AggregateError([missing, compiled]),
    },
  );
}

/** The plan, or why this source cannot have it here. */
async function planned(
  ground: Ground,
  version: string,
  source: 'release' | 'go',
): Promise<BinaryPlan | HarnessError> {
  const codes = { release: ['BINARY_RELEASE_UNREACHABLE'], go: goCodes };
  try {
    return await planVersion({ ...ground, sources: [source] }, version);
  } catch (error) {
    if (error instanceof HarnessError && codes[source].includes(error.code)) return error;
    throw error;
  }
}

const goCodes = ['BINARY_GO_MISSING', 'BINARY_GO_TOO_OLD', 'BINARY_CC_MISSING'];
