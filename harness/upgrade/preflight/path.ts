import { isBefore, parseVersion } from '../../version/index.ts';
import { type Limit, limits } from './limits.ts';

/** What is known of a pair of versions before anything is started. */
export type PathNote = Pick<Limit, 'severity' | 'message' | 'source'>;

const guide = 'Nomad docs, Upgrade: https://developer.hashicorp.com/nomad/docs/upgrade';

/**
 * What Nomad's documents and issues say against going from one version to the other; empty when nothing does.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function notesOnPath(from: string, to: string): PathNote[] {
  return [...directionNotes(from, to), ...limits.filter((limit) => concerns(limit, from, to))];
}

function concerns({ since, until, fromBefore }: Limit, from: string, to: string): boolean {
  const crossed = isBefore(from, since) && !isBefore(to, since);
  return (
    crossed &&
    (until === undefined || isBefore(to, until)) &&
    (fromBefore === undefined || isBefore(from, fromBefore))
  );
}

function directionNotes(from: string, to: string): PathNote[] {
  if (isBefore(to, from))
    return [note('break', `${to} is older than ${from}: servers do not read newer state`)];
  if (!isBefore(from, to))
    return [note('warning', `${from} to ${to} changes nothing: a restart of every agent`)];
  const [a = [], b = []] = [numbers(from), numbers(to)];
  if (a[0] !== b[0]) return [note('break', `${from} to ${to} skips a major version`)];
  const skipped = (b[1] ?? 0) - (a[1] ?? 0) - 1;
  if (skipped < 1) return [];
  const versions = skipped === 1 ? '1 minor version is' : `${skipped} minor versions are`;
  return [note('warning', `${versions} skipped: Nomad promises one step, more may work`)];
}

const note = (severity: PathNote['severity'], message: string): PathNote => ({
  severity,
  message,
  source: guide,
});

const numbers = (version: string) => parseVersion(version).split(/[.-]/).slice(0, 3).map(Number);
