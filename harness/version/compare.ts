import { numbersOf, partsOf } from './numbers.ts';

/**
 * Whether release `a` is older than release `b`. A pre-release and a development build count as their release, since
 * they have its features; metadata such as `+fips1403` or `+ent` does not count.
 * @throws UsageError BINARY_VERSION_INVALID
 */
export function isBefore(a: string, b: string): boolean {
  return compareNumbers(a, b) < 0;
}

/**
 * Order of two versions or builds, for a sort: below 0 where `a` is older. A pre-release and a development build are older
 * than their release (https://semver.org, 11); metadata does not count.
 * @throws UsageError BINARY_VERSION_INVALID
 */
export function compareVersions(a: string, b: string): number {
  return compareNumbers(a, b) || comparePreReleases(preReleaseOf(a), preReleaseOf(b));
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

const preReleaseOf = (version: string) => partsOf(version)?.preRelease ?? '';

/** `dev` comes first: a development build is of the time before its release's first beta. */
function comparePreReleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  if (a === 'dev' || b === 'dev') return a === 'dev' ? -1 : 1;
  return a.localeCompare(b, 'en', { numeric: true });
}
