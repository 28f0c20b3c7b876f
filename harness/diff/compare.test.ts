import { describe, expect, test } from 'vitest';
import type { BehaviourRecord } from '../evidence/index.ts';
import { compare } from './compare.ts';
import { allocation, record, side } from './test-help.ts';

const words = (from: BehaviourRecord[], to: BehaviourRecord[], after?: BehaviourRecord[]) =>
  compare(side('1.0.0', ...from), side('2.0.0', ...to), after && side('upgraded', ...after)).changes.map(
    (change) => change.words,
  );

const events = (...all: [string, string?][]) => record({ allocations: [allocation(...all)] });

describe('what is a change', () => {
  test('nothing for equal behaviour under different ids', () => {
    expect(words([events(['Started', 'now'])], [events(['Started', 'now'])])).toEqual([]);
  });

  test('a message that differs', () => {
    expect(words([events(['Killing', 'a'])], [events(['Killing', 'b'])])).toEqual([
      "task event Killing, message: 'a' is now 'b'",
    ]);
  });

  test('no fact that varies and shares a value with the other side', () => {
    const from = side('a', events(['Killing', 'a']), events(['Killing', 'b']));
    expect(compare(from, side('b', events(['Killing', 'b'])))).toMatchObject({ changes: [], varying: 1 });
  });

  test('a fact that varies without a common value', () => {
    expect(words([events(['Killing', 'a']), events(['Killing', 'b'])], [events(['Killing', 'c'])])).toEqual([
      "task event Killing, message: 'a' or 'b' is now 'c'",
    ]);
  });

  test('the change without its consequences', () => {
    const parsed = record({
      answers: [{ call: 'parse' }, { call: 'validate' }, { call: 'plan', unplaced: [] }],
    });
    const refused = record({ answers: [{ call: 'parse', refused: 'no hook' }] });
    expect(words([parsed], [refused])).toEqual(["parse: taken by 1.0.0, refused by 2.0.0: 'no hook'"]);
  });
});

test("answers of a parser that is not its release's are left out", () => {
  const takes = record({ answers: [{ call: 'parse' }, { call: 'validate' }] });
  const refuses = record({ answers: [{ call: 'parse', refused: 'ui is not expected' }] });
  const invalid = record({ answers: [{ call: 'parse' }, { call: 'validate', refused: 'no group' }] });
  const odd = { ...side('2.0.0', takes), otherParser: 'compiled with another api' };
  expect(compare(side('1.0.0', refuses), odd)).toMatchObject({
    ...{ changes: [], otherParsers: ['compiled with another api'] },
  });
  expect(compare(side('1.0.0', invalid), odd).changes).toHaveLength(1);
  expect(compare(side('1.0.0', refuses), side('2.0.0', takes))).toMatchObject({ otherParsers: [] });
  expect(compare(side('1.0.0', refuses), side('2.0.0', takes)).changes).toHaveLength(1);
});

describe('how changes are put together', () => {
  test('several calls that answer alike are one change', () => {
    const answers = (refused?: string) => ({
      answers: (['parse', 'validate', 'plan'] as const).map((call) => ({
        call,
        refused: call === 'parse' ? undefined : refused,
      })),
    });
    expect(words([record(answers('bad mode'))], [record(answers('no such mode'))])).toEqual([
      "validate and plan: refused for 'bad mode', now for 'no such mode'",
    ]);
  });

  test('a call that is no longer refused names the former reason', () => {
    const before = record({ answers: [{ call: 'parse', refused: 'secret is not expected' }] });
    expect(words([before], [record({ answers: [{ call: 'parse' }] })])).toEqual([
      "parse: refused by 1.0.0, taken by 2.0.0; the reason was 'secret is not expected'",
    ]);
  });

  test('an additional event is one change of all jobs', () => {
    const job = (file: string, ...all: [string][]) =>
      record({ file, allocations: [allocation(...all)] }, { test: file });
    const { changes } = compare(
      side('a', job('one', ['Started'], ['Killed']), job('two', ['Received'], ['Started'])),
      side(
        'b',
        job('one', ['Started'], ['Noted'], ['Killed']),
        job('two', ['Received'], ['Started'], ['Noted']),
      ),
    );
    expect(changes).toEqual([
      { topic: 'task events', words: 'task events: in addition Noted after Started', files: ['one', 'two'] },
    ]);
  });

  test('a truncated list of events has no known beginning', () => {
    const row = (...types: string[]) => events(...types.map((type): [string] => [type]));
    const kept = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    expect(words([row('a', ...kept)], [row(...kept, 'k')])).toEqual([]);
    expect(words([row(...kept)], [row(...kept.slice(1))])).toEqual(['task events: no longer b at first']);
  });

  test('reordered and missing events are changes', () => {
    expect(words([events(['A'], ['B'])], [events(['B'], ['A'])])).toEqual([
      "task events: order 'A > B' is now 'B > A'",
    ]);
    expect(words([events(['A'], ['B'])], [events(['A'])])).toEqual(['task events: no longer B after A']);
  });
});

describe('after an upgrade', () => {
  test('behaviour of neither version is listed separately', () => {
    const { changes } = compare(
      side('1.0.0', events(['Killing', 'a'])),
      side('2.0.0', events(['Killing', 'b'])),
      side('upgraded', events(['Killing', 'c'])),
    );
    expect(changes).toMatchObject([
      { words: "task event Killing, message: 'a' is now 'b'" },
      { words: "task event Killing, message: 'c' (1.0.0: 'a', 2.0.0: 'b')", onlyAfter: true },
    ]);
  });

  test('what one of the versions does is not', () => {
    const [a, b] = [events(['Killing', 'a']), events(['Killing', 'b'])];
    expect(words([a], [b], [a])).toHaveLength(1);
    expect(words([a], [b], [b])).toHaveLength(1);
  });

  test('a test that fails only after the upgrade is named with its reason', () => {
    const bad = { ...events(['Killing', 'c']), passed: false, failure: 'WaitTimeout: no end' };
    const result = compare(
      side('1.0.0', events(['Killing', 'a'])),
      side('2.0.0', events(['Killing', 'b'])),
      side('upgraded', bad),
    );
    expect(result).toMatchObject({
      brokenByUpgrade: ['a test: WaitTimeout: no end'],
      changes: [],
      tests: 0,
      failed: { upgraded: ['a test: WaitTimeout: no end'] },
    });
  });

  test('a test that also fails on the new version is not broken by the upgrade', () => {
    const bad = { ...events(), passed: false };
    const result = compare(side('1.0.0', events()), side('2.0.0', bad), side('upgraded', bad));
    expect(result.brokenByUpgrade).toEqual([]);
  });
});
