import { compareVersions, isBefore, lineAfter, lineOf, linesBetween } from '../../version/index.ts';
import { type Limit, stagesPage, upgradePage } from './limit.ts';
import { limits } from './limits.ts';

/** What is known of a pair of versions before anything is started. */
export type PathNote = Pick<Limit, 'severity' | 'message' | 'source' | 'when'>;

/** What Nomad says of going back. */
export const noWayBack = {
  message: 'servers do not read newer state, and Nomad supports no downgrade',
  source: upgradePage,
};

/** Release lines that one upgrade may go: "a maximum of two minor-version jumps in a single upgrade". */
const mostLines = 2;

/**
 * What Nomad's documents and issues say against going from one version to the other; empty when nothing does.
 * @throws UsageError BINARY_VERSION_INVALID
 */
export function notesOnPath(from: string, to: string): PathNote[] {
  return [...directionNotes(from, to), ...limits.filter((limit) => concerns(limit, from, to)).map(noteOf)];
}

function concerns({ since, until, fromBefore }: Limit, from: string, to: string): boolean {
  const crossed = isBefore(from, since) && !isBefore(to, since);
  return (
    crossed &&
    (until === undefined || isBefore(to, until)) &&
    (fromBefore === undefined || isBefore(from, fromBefore))
  );
}

const noteOf = ({ severity, message, source, when }: Limit): PathNote => ({
  ...{ severity, message, source },
  ...(when && { when }),
});

function directionNotes(from: string, to: string): PathNote[] {
  const order = compareVersions(from, to);
  if (order > 0) {
    const message = `${to} is older than ${from}: ${noWayBack.message}`;
    return [{ severity: 'break', message, source: noWayBack.source }];
  }
  if (order === 0) {
    const message = `${from} to ${to} changes nothing: a restart of every agent`;
    return [{ severity: 'warning', message, source: upgradePage }];
  }
  return distanceNotes(from, to);
}

function distanceNotes(from: string, to: string): PathNote[] {
  const { lines, exact } = linesBetween(from, to);
  if (lines > mostLines) {
    const stop = lineAfter(from, mostLines);
    const stages = stop === undefined ? '' : `: go to ${stop} first`;
    const count = exact ? String(lines) : `${lines} or more`;
    const message = `${from} to ${to} is ${count} release lines, and Nomad supports ${mostLines} in one upgrade${stages}`;
    return [{ severity: 'break', message, source: stagesPage }];
  }
  if (!exact) {
    const message = `how many release lines lie between ${lineOf(from)} and ${lineOf(to)} is not known here; Nomad supports ${mostLines} in one upgrade`;
    return [{ severity: 'warning', message, source: stagesPage }];
  }
  if (lines < mostLines) return [];
  const message = `${lineAfter(from, 1)} is skipped: ${mostLines} release lines are the most that Nomad supports in one upgrade`;
  return [{ severity: 'warning', message, source: stagesPage }];
}
