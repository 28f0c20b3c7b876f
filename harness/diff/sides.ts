import { type BehaviourRecord, type Entry, events } from '../evidence/index.ts';
import { type Fact, factsOf } from './facts.ts';

/** What one cluster did: records of the same tests, each run once or more. */
export interface Side {
  /** How a reader calls it: `1.9.4`, or `1.9.4 upgraded to 1.11.3`. */
  name: string;
  records: BehaviourRecord[];
  /** Why its parser is not that of its release; undefined when it is. */
  otherParser?: string | undefined;
}

/** The behaviour that a ledger holds. */
export function sideOf(name: string, entries: readonly Entry[], otherParser?: string): Side {
  const records = events.behaviour.of(entries) as (Entry & BehaviourRecord)[];
  return { name, records, otherParser };
}

/** Tests that passed whenever they ran. */
export function passedTests({ records }: Side): Set<string> {
  const failed = new Set(records.filter(({ passed }) => !passed).map(({ test }) => test));
  return new Set(records.map(({ test }) => test).filter((test) => !failed.has(test)));
}

/** Tests that failed at least once, each with why it first did. */
export function failedTests({ records }: Side): { test: string; why: string }[] {
  const failed = new Map<string, string>();
  for (const { test, passed, failure = 'no reason was kept' } of records) {
    if (!passed && !failed.has(test)) failed.set(test, failure);
  }
  return [...failed].map(([test, why]) => ({ test, why })).sort((a, b) => a.test.localeCompare(b.test));
}

/** The side with the records of these tests alone. */
export function only(side: Side, tests: ReadonlySet<string>): Side {
  return { ...side, records: side.records.filter(({ test }) => tests.has(test)) };
}

/** All values that were seen of a fact. */
export interface Seen extends Omit<Fact, 'value'> {
  values: Set<string>;
}

/** The facts of a side by a key that is the same on every side. */
export function seenOn({ records }: Side): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const { value, ...fact } of records.flatMap(factsOf)) {
    const key = JSON.stringify([fact.test, fact.subject, fact.topic, fact.part, fact.place]);
    const known = seen.get(key) ?? { ...fact, values: new Set<string>() };
    known.values.add(value);
    seen.set(key, known);
  }
  return seen;
}
