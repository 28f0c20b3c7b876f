import { allowedAfter, worstByKind } from '../disruption/index.ts';
import { type Finding, findingInWords, type Outcome } from '../judge/index.ts';
import type { Report } from './model/report.ts';
import { isRed, type TestReport } from './model/tests.ts';
import { duration } from './words.ts';

/** Something that took clearly longer or shorter. Milliseconds. */
export interface Change {
  what: string;
  before: number;
  after: number;
}

/** What differs between two runs. */
export interface RunComparison {
  before: RunSummary;
  after: RunSummary;
  /** Red now, and not before. `was`: how it ended before, `absent` when it was not there. */
  newFailures: { test: string; was: string; message: string }[];
  /** What speaks against the later run, or could not be judged in it, and was no finding of the earlier. */
  newFindings: Finding[];
  fixed: string[];
  stillFailing: string[];
  /** Showed a known bug, and not before; `bug`: its id. */
  newlyKnown: { test: string; was: string; bug: string }[];
  /** Showed a known bug before, and no longer. `now`: how it ended. */
  noLongerKnown: { test: string; bug: string; now: string }[];
  /** Tests of one run only. */
  added: string[];
  removed: string[];
  slowerTests: Change[];
  fasterTests: Change[];
  /** By the median of each kind of wait. */
  slowerWaits: Change[];
  fasterWaits: Change[];
  slowerPhases: Change[];
  /** The worst of each kind of step, where it cost more than is allowed after the earlier run, or less by as much. */
  costlierSteps: Change[];
  cheaperSteps: Change[];
}

export interface RunSummary {
  id: string;
  verdict: string;
  outcome: Outcome;
  subject: string;
}

/** Both are needed: a share alone makes noise of short times, a length alone of long ones. */
const clearly = { share: 1.5, testMs: 1000, waitMs: 250, phaseMs: 2000 };
/** Medians of fewer are chance. */
const fewestWaits = 3;
const shown = 20;

/** Compares run `after` with run `before`, test by test, wait by wait. */
export function compareRuns(before: Report, after: Report): RunComparison {
  const [old, now] = [worstByName(before.tests), worstByName(after.tests)];
  const red = [...now].filter(([, test]) => isRed(test));
  const wasRed = (name: string) => {
    const test = old.get(name);
    return test !== undefined && isRed(test);
  };
  const tests = differences(lengths(old), lengths(now), clearly.testMs);
  const waits = differences(medians(before), medians(after), clearly.waitMs);
  const phases = differences(phasesOf(before), phasesOf(after), clearly.phaseMs);
  return {
    ...{ before: summaryOf(before), after: summaryOf(after) },
    newFailures: red
      .filter(([name]) => !wasRed(name))
      .map(([test, { failures }]) => ({
        test,
        was: old.get(test)?.status ?? 'absent',
        message: failures[0]?.message.split('\n')[0] ?? '',
      })),
    newFindings: newFindings(before, after),
    fixed: [...now].filter(([name, { status }]) => status === 'passed' && wasRed(name)).map(([name]) => name),
    ...knownChanges(old, now),
    stillFailing: red.filter(([name]) => wasRed(name)).map(([name]) => name),
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    ...{ slowerTests: tests.slower, fasterTests: tests.faster },
    ...{ slowerWaits: waits.slower, fasterWaits: waits.faster, slowerPhases: phases.slower },
    ...{ costlierSteps: costlier(before, after), cheaperSteps: costlier(after, before).map(turned) },
  };
}

/** By kind of step: which server leads, and so which step costs most, differs from run to run. */
function costlier({ costs: before }: Report, { costs: after }: Report): Change[] {
  const old = worstByKind(before);
  return [...worstByKind(after)].flatMap(([does, worst]) =>
    [...worst].flatMap(([cost, { ms, step }]): Change[] => {
      const earlier = old.get(does)?.get(cost);
      if (!earlier || ms <= allowedAfter(earlier.ms)) return [];
      return [{ what: `${cost}, ${does} (${step})`, before: earlier.ms, after: ms }];
    }),
  );
}

const turned = ({ what, before, after }: Change): Change => ({ what, before: after, after: before });

/** The comparison in words, as markdown. */
export function compareText(comparison: RunComparison): string {
  const { before, after, newFailures, newFindings, newlyKnown, noLongerKnown } = comparison;
  const told = (run: RunSummary) => `${run.id} (${run.subject}): ${run.verdict}`;
  const parts = {
    'new failures': newFailures.map(
      ({ test, was, message }) => `${test} (was ${was})${message && `: ${message}`}`,
    ),
    'new findings': newFindings.map(findingInWords),
    fixed: comparison.fixed,
    'still failing': comparison.stillFailing,
    'known bugs shown': newlyKnown.map(({ test, was, bug }) => `${bug}: ${test} (was ${was})`),
    'known bugs no longer shown': noLongerKnown.map(({ test, bug, now }) => `${bug}: ${test} (now ${now})`),
    'slower tests': comparison.slowerTests.map(changeText),
    'faster tests': comparison.fasterTests.map(changeText),
    'slower waits, by median': comparison.slowerWaits.map(changeText),
    'faster waits, by median': comparison.fasterWaits.map(changeText),
    'slower phases': comparison.slowerPhases.map(changeText),
    'costlier steps': comparison.costlierSteps.map(changeText),
    'cheaper steps': comparison.cheaperSteps.map(changeText),
    'tests only before': comparison.removed,
    'tests only after': comparison.added,
  };
  const text = Object.entries(parts).flatMap(([title, lines]) => {
    const more = lines.length > shown ? [`- and ${lines.length - shown} more`] : [];
    return ['', `${title}: ${lines.length}`, ...lines.slice(0, shown).map((line) => `- ${line}`), ...more];
  });
  return [`before  ${told(before)}`, `after   ${told(after)}`, ...text, ''].join('\n');
}

function changeText({ what, before, after }: Change): string {
  return `${what}: ${duration(before)} → ${duration(after)} (×${(after / Math.max(before, 1)).toFixed(1)})`;
}

function summaryOf({ id, verdict, outcome, subject }: Report): RunSummary {
  return { id, verdict, outcome, subject };
}

/** By rule: a message names ids and times that differ from run to run. */
function newFindings(before: Report, after: Report): Finding[] {
  const old = new Set(before.findings.map(({ rule, severity }) => `${severity} ${rule}`));
  return after.findings.filter(
    ({ rule, severity }) => severity !== 'note' && !old.has(`${severity} ${rule}`),
  );
}

const badness = { good: 0, unknown: 1, bad: 2 };

/**
 * Whether the later run is worse: by its verdict, a new failure or finding, a test that is not there any more, or a step that cost more
 * than is allowed.
 */
export function isWorse(comparison: RunComparison): boolean {
  const { before, after, newFailures, newFindings, removed, costlierSteps } = comparison;
  const worseVerdict = badness[after.outcome] > badness[before.outcome];
  return worseVerdict || [newFailures, newFindings, removed, costlierSteps].some(({ length }) => length > 0);
}

/** A test that ran more than once counts as its worst run. */
function worstByName(tests: readonly TestReport[]): Map<string, TestReport> {
  const found = new Map<string, TestReport>();
  for (const test of tests) {
    const name = `${test.file} > ${test.title}`;
    const known = found.get(name);
    if (!known || testBadness(test) > testBadness(known)) found.set(name, test);
  }
  return found;
}

function testBadness(test: TestReport): number {
  if (isRed(test)) return 2;
  return test.status === 'known' ? 1 : 0;
}

/** Which tests show a known bug in one of the runs alone; one that did not run in the other is among those. */
function knownChanges(old: ReadonlyMap<string, TestReport>, now: ReadonlyMap<string, TestReport>) {
  const shown = (tests: ReadonlyMap<string, TestReport>) =>
    [...tests].flatMap(([test, { known, status }]) =>
      known && status === 'known' ? [{ test, bug: known.id }] : [],
    );
  const statusIn = (tests: ReadonlyMap<string, TestReport>, name: string) =>
    tests.get(name)?.status ?? 'absent';
  return {
    newlyKnown: shown(now)
      .map((each) => ({ ...each, was: statusIn(old, each.test) }))
      .filter(({ was }) => was !== 'known'),
    noLongerKnown: shown(old)
      .map((each) => ({ ...each, now: statusIn(now, each.test) }))
      .filter((each) => each.now !== 'known'),
  };
}

/** Only tests that passed have a length that says something. */
function lengths(tests: ReadonlyMap<string, TestReport>): Map<string, number> {
  return new Map(
    [...tests]
      .filter(([, { status }]) => status === 'passed')
      .map(([name, { begin, end }]) => [name, Math.round(end - begin)]),
  );
}

function medians({ time }: Report): Map<string, number> {
  return new Map(
    time.waits.filter(({ count }) => count >= fewestWaits).map(({ what, medianMs }) => [what, medianMs]),
  );
}

function phasesOf({ time }: Report): Map<string, number> {
  return new Map(time.phases.map(({ name, ms }) => [name, Math.round(ms)]));
}

function differences(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  leastMs: number,
) {
  const both = [...after].flatMap(([what, ms]): Change[] => {
    const old = before.get(what);
    return old === undefined ? [] : [{ what, before: old, after: ms }];
  });
  const grown = (a: number, b: number) => b - a >= leastMs && b >= a * clearly.share;
  const by = (change: Change) => Math.abs(change.after - change.before);
  const sorted = both.sort((a, b) => by(b) - by(a));
  return {
    slower: sorted.filter((each) => grown(each.before, each.after)),
    faster: sorted.filter((each) => grown(each.after, each.before)),
  };
}
