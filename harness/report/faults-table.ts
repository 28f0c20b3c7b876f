import { type Entry, events } from '../evidence/index.ts';
import { greatest } from '../median.ts';
import { markdownTable, seconds } from '../text.ts';
import { knownTestInWords, knownTests } from './known.ts';
import { skipReasons } from './skipped.ts';

interface Measure {
  path: string;
  what: string;
  ms: number;
  boundMs: number;
}

/**
 * A markdown table of what a run measured after each fault, by its ledger: the time until the claim was released (kind
 * `claim-released`), or until all was well again (`fault-recovered`), the longest where there are several, with the stated
 * bound. Below it is what was red, what showed a known bug, and what was not run and why.
 */
export function faultsTable(entries: readonly Entry[], { version }: { version: string }): string {
  const byPath = Map.groupBy(measures(entries), ({ path, what }) => `${path}|${what}`);
  const rows = [...byPath.values()].map((all) => {
    const [{ path, what, boundMs }] = all as [Measure, ...Measure[]];
    const longest = greatest(all.map(({ ms }) => ms));
    return [path, what, String(all.length), seconds(longest), seconds(boundMs)];
  });
  const red = events.testEnded
    .of(entries)
    .filter(({ passed }) => !passed)
    .map(({ test }) => `- ${test}`);
  const head = [`Nomad ${version}`, 'measured until', 'times', 'longest', 'bound'];
  const known = knownTests(entries).map((each) => `- ${knownTestInWords(each)}`);
  const skipped = skipReasons(entries).map((note) => `- ${note}`);
  return `${[...markdownTable([head, ...rows]), ...titled('Red:', red), ...titled('Known bugs:', known), ...titled('Not run:', skipped)].join('\n')}\n`;
}

function measures(entries: readonly Entry[]): Measure[] {
  return entries.flatMap((entry): Measure[] => {
    if (events.claimReleased.is(entry)) return [measure(entry, 'claim released', entry.releaseMs)];
    if (events.faultRecovered.is(entry)) return [measure(entry, 'all well again', entry.recoveryMs)];
    return [];
  });
}

const measure = ({ path, boundMs }: { path: string; boundMs: number }, what: string, ms: number) => ({
  ...{ path: anyNode(path), what, ms, boundMs },
});

/** Which node it was is chance: the same fault on another one is the same fault. */
function anyNode(path: string): string {
  return path
    .replaceAll(/\b(client|server)-\d[\d-]*/g, 'a $1')
    .replaceAll(/a (client|server)(, a \1)+/g, 'the $1s');
}

const titled = (title: string, lines: string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);
