import type { Change } from './change.ts';
import { topics } from './facts.ts';
import { fieldChanges } from './fields.ts';
import { failedTests, only, passedTests, type Seen, type Side, seenOn } from './sides.ts';
import { inWords, type Names, type Shift } from './words.ts';

/** What changed between two versions, as far as the same tests on both have shown. */
export interface Comparison {
  from: string;
  to: string;
  changes: Change[];
  /** How many facts were compared, and how many of them differ but vary within one version, too. */
  facts: number;
  varying: number;
  tests: number;
  /** Tests that were left out, since they failed or did not run: side → tests, each with why. */
  failed: Record<string, string[]>;
  /** Tests that pass on both versions and fail on the upgraded cluster, each with why. */
  brokenByUpgrade: string[];
  /** What could not be read. */
  unread: string[];
  /** Why answers to `parse` were left out: the parsers of these binaries are not those of their releases. */
  otherParsers: string[];
}

/**
 * Compares what two versions did with the same tests, and what a cluster did that was upgraded from one to the other. A
 * fact has changed when the values seen on the two have nothing in common: one that varies within a version says nothing.
 */
export function compare(from: Side, to: Side, after?: Side): Comparison {
  const sides = [from, to, ...(after ? [after] : [])];
  const common = sides.map(passedTests).reduce((all, tests) => all.intersection(tests));
  const [a, b] = [only(from, common), only(to, common)];
  const c = after && only(after, common);
  const otherParsers = [...new Set(sides.flatMap(({ otherParser }) => otherParser ?? []))];
  const facts = compareFacts(a, b, c, (fact) => otherParsers.length > 0 && fact.part === 'parse');
  const names = { from: from.name, to: to.name };
  return {
    ...names,
    changes: inOrder([...inGroups(facts.shifts, names), ...fieldChanges(a, b, c)]),
    facts: facts.compared,
    varying: facts.varying,
    tests: common.size,
    failed: Object.fromEntries(sides.map((side) => [side.name, failedTests(side).map(withReason)])),
    brokenByUpgrade: after
      ? failedTests(after)
          .filter(({ test }) => passesOn(test, [from, to]))
          .map(withReason)
      : [],
    unread: [...new Set(sides.flatMap(({ records }) => records.flatMap(({ unread }) => unread)))],
    otherParsers,
  };
}

/** What a user meets first comes first: whether a job is taken, then where it runs, then how. */
const order: readonly string[] = [...topics, 'field'];

function inOrder(changes: Change[]): Change[] {
  return changes.toSorted((a, b) => order.indexOf(a.topic) - order.indexOf(b.topic));
}

const withReason = ({ test, why }: { test: string; why: string }) => `${test}: ${why}`;

const passesOn = (test: string, sides: Side[]) => sides.every((side) => passedTests(side).has(test));

type FactShift = Shift & { file: string };

function compareFacts(from: Side, to: Side, after: Side | undefined, isLeftOut: (fact: Seen) => boolean) {
  const [a, b] = [seenOn(from), seenOn(to)];
  const c = after && seenOn(after);
  const shifts: FactShift[] = [];
  let compared = 0;
  let varying = 0;
  for (const [key, old] of a) {
    const now = b.get(key);
    // What is on one side only follows from another change, such as a refusal, and is told by that.
    if (!now || isLeftOut(old)) continue;
    compared += 1;
    const differ = old.values.isDisjointFrom(now.values);
    if (differ) shifts.push(shiftOf(old, now));
    else if (old.values.symmetricDifference(now.values).size > 0) varying += 1;
    const upgraded = c?.get(key);
    if (upgraded?.values.isDisjointFrom(old.values.union(now.values))) {
      shifts.push({ ...shiftOf(old, now), after: sorted(upgraded.values) });
    }
  }
  return { shifts, compared, varying };
}

function shiftOf(old: Seen, now: Seen): FactShift {
  const { topic, part, file } = old;
  return { topic, parts: [part], file, from: sorted(old.values), to: sorted(now.values) };
}

const sorted = (values: Set<string>) => [...values].sort();

/** Facts that changed alike are one change: first those of several calls, then those of several jobs. */
function inGroups(shifts: FactShift[], names: Names): Change[] {
  const alike = Map.groupBy(shifts, ({ topic, file, from, to, after, parts }) =>
    JSON.stringify([topic, file, from, to, after, topic === 'answer' ? '' : parts]),
  );
  const told = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const parts = [...new Set(group.flatMap((each) => each.parts))];
    return [{ ...first, words: inWords({ ...first, parts }, names) }];
  });
  const byWords = Map.groupBy(told, ({ words, after }) => JSON.stringify([words, after !== undefined]));
  return [...byWords.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const files = [...new Set(group.map(({ file }) => file))].sort();
    return [{ topic: first.topic, words: first.words, files, ...(first.after ? { onlyAfter: true } : {}) }];
  });
}
