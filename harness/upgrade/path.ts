import { parseVersion } from '../binary/index.ts';

/** What is known of a pair of versions before anything is started. */
export interface PathNote {
  /** A `break` is refused unless the user insists; a `warning` is printed. */
  severity: 'break' | 'warning';
  message: string;
  /** Where the rule comes from. */
  source: string;
}

const guide = 'Nomad docs, Upgrade: https://developer.hashicorp.com/nomad/docs/upgrade';
const details =
  'Nomad docs, Upgrade Guides: https://developer.hashicorp.com/nomad/docs/upgrade/upgrade-specific';

/**
 * What Nomad's documents say against going from one version to the other; empty when nothing does.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function notesOnPath(from: string, to: string): PathNote[] {
  const [a, b] = [numbers(from), numbers(to)];
  const notes: PathNote[] = [];
  const note = (severity: PathNote['severity'], message: string, source: string) =>
    notes.push({ severity, message, source });
  if (compare(a, b) === 0)
    note('warning', `${from} to ${to} changes nothing: a restart of every agent`, guide);
  if (compare(a, b) > 0) note('break', `${to} is older than ${from}: servers do not read newer state`, guide);
  // Raft protocol 2 is gone in 1.4: servers that still speak it would not start.
  if (isBefore(a, 1, 4) && !isBefore(b, 1, 4)) {
    note('warning', 'raft_protocol = 2 is refused from 1.4 on: set 3 on every server first', details);
  }
  if (isBefore(a, 1, 6) && !isBefore(b, 1, 9)) {
    note(
      'break',
      `clients of ${from} cannot register with servers of ${to}: 1.9 needs clients of 1.6 or later`,
      details,
    );
  }
  const skipped = (b[1] ?? 0) - (a[1] ?? 0) - 1;
  if (a[0] === b[0] && skipped > 0) {
    note(
      'warning',
      `${skipped} minor version${skipped > 1 ? 's are' : ' is'} skipped: Nomad promises one, more may work`,
      guide,
    );
  }
  if (b.join('.') === '1.11.2') {
    note(
      'warning',
      "the event stream's answer has a broken status line in 1.11.2 (nomad#27582)",
      'https://github.com/hashicorp/nomad/issues/27582',
    );
  }
  if (isBefore(a, 1, 11) && b[0] === 1 && b[1] === 11 && (b[2] ?? 0) < 3) {
    note(
      'warning',
      'system deployments hang while clients are older than 1.11 (nomad#27382, fixed in 1.11.3)',
      'https://github.com/hashicorp/nomad/issues/27382',
    );
  }
  return notes;
}

const numbers = (version: string) => parseVersion(version).split(/[.-]/).slice(0, 3).map(Number);

const isBefore = (version: number[], major: number, minor: number) => compare(version, [major, minor, 0]) < 0;

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
