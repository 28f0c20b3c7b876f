import { UsageError } from '../errors.ts';
import { invalidVersion, partsOf, wasPlannedOnly } from './numbers.ts';

/** What a user asks for by `--nomad-version`. */
export type WantedVersion =
  | { kind: 'exact'; version: string }
  /** The newest release of a line, such as `2.0`. */
  | { kind: 'line'; line: string }
  | { kind: 'latest' };

const number = '(?:0|[1-9]\\d*)';
const release = new RegExp(`^v?(${number}\\.${number}\\.${number}(?:-(?:beta|rc)\\.${number})?)$`);
const line = new RegExp(`^v?(${number})\\.(${number})$`);

/**
 * A version as releases name it: `2.0.5`, `v2.0.5`, `2.0.0-beta.1`. Returned without the `v`.
 * @throws UsageError BINARY_VERSION_INVALID; BINARY_VERSION_UNKNOWN for lines that were never released; BINARY_ENTERPRISE
 */
export function parseVersion(text: string): string {
  requireOpenSource(text);
  const version = release.exec(text)?.[1];
  if (version === undefined) throw invalidVersion(text);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  requireReleased(major, minor);
  return version;
}

/**
 * A full version, a release line or `latest`.
 * @throws UsageError as {@link parseVersion}
 */
export function parseWanted(text: string): WantedVersion {
  if (text === 'latest') return { kind: 'latest' };
  const [, major, minor] = line.exec(text) ?? [];
  if (major === undefined || minor === undefined) return { kind: 'exact', version: parseVersion(text) };
  requireReleased(Number(major), Number(minor));
  return { kind: 'line', line: `${major}.${minor}` };
}

/**
 * A version as a binary gives its own: besides releases `2.0.6-dev` and `2.0.5+fips1403`. Returned without the `v`.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function parseBuild(text: string): string {
  requireOpenSource(text);
  if (!isVersion(text)) throw invalidVersion(text);
  return text.replace(/^v/, '');
}

/** Whether a text can be compared as a version. */
export const isVersion = (text: string) => partsOf(text) !== undefined;

/** Whether a version is one of Nomad Enterprise: `1.11.4+ent`, `2.0.5+ent.fips1403`. */
export function isEnterprise(text: string): boolean {
  return /\+(?:.*[.-])?ent(?:$|[.-])/.test(text);
}

/** Whether a build runs in FIPS 140-3 mode: `2.0.5+fips1403` (Nomad v2.0.5, version/version.go). */
function isFips(text: string): boolean {
  return /\+(?:.*[.-])?fips/.test(text);
}

/** What a user of this build has to know before a run; undefined where there is nothing. */
export function buildCaution(version: string): string | undefined {
  if (!isFips(version)) return undefined;
  return `Nomad ${version} runs in FIPS mode, which refuses alloc exec and actions (nomad#28359): tests that use them fail`;
}

/** The version without what a build adds after `+`. */
export const withoutMetadata = (version: string) => version.replace(/\+.*$/, '');

function requireOpenSource(text: string): void {
  if (!isEnterprise(text)) return;
  throw new UsageError('BINARY_ENTERPRISE', `Nomad ${text} is an Enterprise version, which needs a licence`, {
    next: `use the version without it: --nomad-version ${withoutMetadata(text).replace(/^v/, '')}`,
  });
}

function requireReleased(major: number, minor: number): void {
  if (!wasPlannedOnly(major, minor)) return;
  throw new UsageError(
    'BINARY_VERSION_UNKNOWN',
    `Nomad ${major}.${minor} was never released: 2.0 followed 1.11`,
    { next: 'give a version of a line that was released, such as 1.11.3 or 2.0.5' },
  );
}
