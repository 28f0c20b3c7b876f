import { EnvironmentError } from '../errors.ts';
import { isBefore, lineOf } from '../version/index.ts';

/** The first release of a line that is no longer open source. */
const closedFrom: Readonly<Record<string, string>> = { '1.5': '1.5.13', '1.6': '1.6.6' };

/**
 * Whether a release of Nomad is open source (MPL 2.0) by the LICENSE file of its tag: all before 1.5.13, and 1.6.0 to 1.6.5.
 * @throws UsageError BINARY_VERSION_INVALID
 */
export function isOpenSource(version: string): boolean {
  return isBefore(version, closedFrom[lineOf(version)] ?? '1.5.13');
}

/** @throws EnvironmentError BINARY_NOT_OPEN_SOURCE for a release that is not compiled because of its licence */
export function requireOpenSource(version: string): void {
  if (isOpenSource(version)) return;
  throw new EnvironmentError(
    'BINARY_NOT_OPEN_SOURCE',
    `Nomad ${version} is not compiled: it is not open source`,
    {
      observed: 'open source are releases before 1.5.13, and 1.6.0 to 1.6.5',
      next: 'give a binary: --nomad-binary <path>, or a release archive that has it: NOMAD_E2E_RELEASE_URL=<url>',
    },
  );
}
