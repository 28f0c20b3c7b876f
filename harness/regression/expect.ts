import { parseVersion } from '../binary/index.ts';
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

function isBefore(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

const numbers = (version: string) => parseVersion(version).split(/[.-]/).slice(0, 3).map(Number);
