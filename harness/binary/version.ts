import { UsageError } from '../errors.ts';

/**
 * A version as releases name it: `1.11.3`, `v1.11.3`, `1.12.0-beta.1`. Returned without the `v`.
 * @throws UsageError BINARY_VERSION_INVALID, or BINARY_ENTERPRISE for `1.11.3+ent`
 */
export function parseVersion(text: string): string {
  if (/\+ent\b/.test(text)) {
    throw new UsageError(
      'BINARY_ENTERPRISE',
      `Nomad ${text} is an Enterprise version, which needs a licence`,
      {
        next: `use the open-source version: --nomad-version ${text.replace(/\+.*$/, '').replace(/^v/, '')}`,
      },
    );
  }
  const number = '(?:0|[1-9]\\d*)';
  const match = new RegExp(`^v?(${number}\\.${number}\\.${number}(?:-(?:beta|rc)\\.${number})?)$`).exec(text);
  if (match?.[1]) return match[1];
  throw new UsageError('BINARY_VERSION_INVALID', `'${text}' is not a Nomad version`, {
    next: 'give a full version such as --nomad-version 1.11.3 (also 1.12.0-beta.1 or 1.12.0-rc.1)',
  });
}

/** Whether version `a` is older than `b` by its numbers; a pre-release counts as its release. @throws as parseVersion */
export function isBefore(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

const numbers = (version: string) => parseVersion(version).split(/[.-]/).slice(0, 3).map(Number);
