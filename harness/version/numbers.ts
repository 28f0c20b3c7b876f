import { UsageError } from '../errors.ts';

/** `x.y.z`, then what a pre-release or a development build adds (`-rc.1`, `-dev`), then metadata (`+ent`, `+fips1403`). */
const pattern = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** The parts of what a release, a binary or a server gives as its version; undefined for any other text. */
export function partsOf(text: string) {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch, preRelease = '', metadata = ''] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)] as const, preRelease, metadata };
}

/**
 * The three numbers that a version is ordered by. Builds between 1.11 and 2.0 call themselves 1.12.0-dev: they are of
 * what became 2.0, and count as that.
 * @throws UsageError BINARY_VERSION_INVALID
 */
export function numbersOf(version: string): readonly [number, number, number] {
  const parts = partsOf(version);
  if (!parts) throw invalidVersion(version);
  const [major, minor, patch] = parts.numbers;
  return wasPlannedOnly(major, minor) ? [2, 0, patch] : [major, minor, patch];
}

/** Lines of major 1 after 1.11 were planned and never released. */
export const wasPlannedOnly = (major: number, minor: number) => major === 1 && minor > 11;

export function invalidVersion(text: string): UsageError {
  return new UsageError('BINARY_VERSION_INVALID', `'${text}' is not a Nomad version`, {
    next: 'give a full version such as 2.0.5 (also 2.0.0-beta.1 or 2.0.0-rc.1)',
  });
}
