import { isBefore } from '../version/index.ts';
import type { Regression } from './table.ts';

/**
 * Whether the suite of a regression should be red on a version. Between the bad version and the first good one it is
 * red; versions before the bad one may be older than the bug, so nothing is expected of them.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function expectedOn({ bad, firstGood }: Regression, version: string): 'red' | 'green' | 'either' {
  if (!isBefore(version, firstGood)) return 'green';
  return isBefore(version, bad) ? 'either' : 'red';
}
