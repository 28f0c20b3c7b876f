import { inWords, type PlannedRound, type Strike } from './plan.ts';

/** How a round went. */
export interface Round {
  planned: PlannedRound;
  /** Why it was not done, such as a run that was over before its moment. */
  undone?: string;
  /** Undefined where the run did not end by itself. */
  exitCode?: number | undefined;
  /** From the strike to the end of the run. */
  cleanUpMs?: number | undefined;
  /** What was there right after it and not before it. */
  left: readonly string[];
  /** Names of what is somebody else's and is no longer as it was. */
  touched: readonly string[];
}

/** The normal run after all rounds. */
export interface LastRun extends Omit<Round, 'planned'> {
  ms: number;
}

/** docs/reference.md, Exit codes. */
const expectedCodes: Record<Strike, number> = { TERM: 130, HUP: 130, EPIPE: 130, KILL: 137, 'full disk': 3 };

/** What is wrong with a round: nothing where it was done and all was seen good. */
export function faultsOf(round: Round): string[] {
  // Nothing cleans up after a KILL but a later run.
  const left = round.planned.strike === 'KILL' ? [] : round.left;
  return faults({ ...round, left }, expectedCodes[round.planned.strike]);
}

/** What is wrong with the last run. */
export const faultsOfLast = (last: LastRun): string[] => faults(last, 0);

function faults({ undone, exitCode, left, touched }: Omit<Round, 'planned'>, expected: number): string[] {
  if (undone !== undefined) return [`not done: ${undone}`];
  const end = exitCode === undefined ? 'the run did not end' : `exit code ${exitCode}, not ${expected}`;
  return [
    ...(exitCode === expected ? [] : [end]),
    ...left.map((each) => `left ${each}`),
    ...touched.map((each) => `touched ${each}`),
  ];
}

/** One line for a round, and one for each fault. */
export function roundInWords(round: Round): string {
  const { planned, exitCode, cleanUpMs = Number.NaN, left } = round;
  const end = `ended after ${(cleanUpMs / 1000).toFixed(1)} s with exit code ${exitCode}, left: ${counted(left)}`;
  return listed(
    `round ${planned.round}: ${inWords(planned)}: ${round.undone ? 'NOT DONE' : end}`,
    faultsOf(round),
  );
}

export function lastInWords(last: LastRun): string {
  const { ms, exitCode, left } = last;
  const end = `${(ms / 1000).toFixed(0)} s, exit code ${exitCode}, left of all: ${counted(left)}`;
  return listed(`last, a normal run: ${end}`, faultsOfLast(last));
}

const listed = (line: string, faults: readonly string[]) =>
  [line, ...faults.map((fault) => `  BAD: ${fault}`)].join('\n');

/** `nothing`, or how many of each kind. */
function counted(left: readonly string[]): string {
  const kinds = Map.groupBy(left, (line) => line.split(' ')[0]);
  return [...kinds].map(([kind, all]) => `${all.length} ${kind}`).join(', ') || 'nothing';
}

/** What was there in the second and not in the first. */
export function newIn(before: Iterable<string>, now: Iterable<string>): string[] {
  return [...new Set(now).difference(new Set(before))].sort();
}

/** Names of what is not as it was. */
export function changed(before: Record<string, string>, now: Record<string, string>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].flatMap((name) =>
    before[name] === now[name] ? [] : [`${name}: it was ${before[name]} and is ${now[name]}`],
  );
}
