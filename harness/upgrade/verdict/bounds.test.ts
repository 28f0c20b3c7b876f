import { describe, expect, test } from 'vitest';
import { budgetOf } from '../../disruption/index.ts';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import type { Entry } from '../../evidence/index.ts';
import { altered, changed, rehearsed } from './fake-rehearsal.ts';
import { judge } from './judge.ts';
import {
  beginOf,
  type Line,
  ledgerOf,
  multi,
  recordsOf,
  single,
  soundLines,
  steps,
  times,
} from './sound-ledger.ts';

const found = (entries: readonly Entry[]) => {
  const { outcome, findings } = judge(entries);
  return [outcome, ...findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`)];
};
const written = ({ volume, allocation }: typeof single, records: ReturnType<typeof recordsOf>) =>
  changed(
    'volume-records',
    { records, acknowledged: { [allocation]: Math.max(1, ...records.map(({ sequence }) => sequence)) } },
    { volume },
  );

describe.each([
  ['the one writer', single, 'its writer of volume upgrade-single'],
  ['one of several writers', multi, 'allocation alloc-m of volume upgrade-multi'],
])('%s', (_, writer, name) => {
  test('that hung for good is NO-GO', () => {
    const hung = rehearsed(written(writer, recordsOf(writer.allocation, times.placed, 32)));
    expect(found(hung)).toEqual([
      'bad',
      `stop writer-hung: ${name} had written nothing for ${(times.stopped - 32) * 1000} ms when it was stopped`,
    ]);
    expect(judge(hung).measures.worst['writer-stall']).toMatchObject({ ms: (times.stopped - 32) * 1000 });
  });
  test('that stood still for longer than is allowed and went on is NO-GO, with the step', () => {
    const gap = (ms: number) => {
      const from = beginOf(1);
      const all = recordsOf(writer.allocation);
      const kept = all.filter(({ at }) => at <= from || at >= from + ms / 1000);
      return found(
        rehearsed(
          written(
            writer,
            kept.map((each, at) => ({ ...each, sequence: at + 1 })),
          ),
        ),
      );
    };
    expect(gap(11_000)).toEqual([
      'bad',
      `stop writer-stall: ${name} wrote nothing for 11000 ms (${steps[1]}), 10000 ms are allowed: heartbeat_grace and 5 s`,
    ]);
    expect(gap(10_000)).toEqual(['good']);
  });
  test('that began late is NO-GO', () => {
    const all = recordsOf(writer.allocation, times.placed + 12);
    expect(found(rehearsed(written(writer, all)))[1]).toMatch(
      /^stop writer-stall: .* 12000 ms \(before the first step\)/,
    );
  });
  test('whose record does not grow in a step is NO-GO, with the step', () => {
    const same = changed('writer-progress', { writers: [{ ...writer, sequence: 10 }] }, { step: steps[0] });
    const [outcome, ...findings] = found(rehearsed(same));
    expect(outcome).toBe('bad');
    expect(findings.filter((each) => each.startsWith('stop'))).toEqual([
      expect.stringMatching(
        `^stop writer-hung: 1/3 server-1: ${writer.job} .* nothing since before: its last record is 10`,
      ),
    ]);
  });
});

test('what a writer has acknowledged at a step and is no number is UNKNOWN', () => {
  const writers = [single, multi].map((each) => ({ ...each, sequence: undefined }));
  expect(found(rehearsed(changed('writer-progress', { writers }, { step: steps[1] })))[0]).toBe('unknown');
});

describe('a writer that a drain stops', () => {
  const next = { ...multi, allocation: 'alloc-n' };
  const back = beginOf(2) + 20;
  const planned = (is: boolean): Line => [
    beginOf(2) + 2,
    'continuity-change',
    { step: steps[2], change: 'moved', planned: is, message: 'it moved', allocation: multi.allocation },
  ];
  const drained = (is: boolean, until = beginOf(2)) => {
    const before = recordsOf(multi.allocation, times.placed, until);
    const after = recordsOf(next.allocation, back);
    const records = {
      records: [...before, ...after],
      acknowledged: { 'alloc-m': before.length, 'alloc-n': after.length },
    };
    const progress = {
      writers: [
        { ...single, sequence: 900 },
        { ...next, sequence: 1 },
      ],
    };
    const lines = [
      changed('volume-records', records, { volume: multi.volume }),
      changed('writer-stopped', next, { job: multi.job }),
      changed('writer-progress', progress, { step: steps[2] }),
    ].reduce((before, change) => altered(before, change), soundLines());
    return found(ledgerOf([...lines, planned(is), [back, 'writer-placed', next]]));
  };
  test('is due until then, and the one that takes its place from its start', () => {
    expect(drained(true)).toEqual(['good']);
  });
  test('and hung before that is NO-GO', () => {
    expect(drained(true, beginOf(2) - 11)).toEqual([
      'bad',
      'stop writer-hung: allocation alloc-m of volume upgrade-multi had written nothing for 11000 ms when it was stopped',
    ]);
  });
  test('without a drain it is lost', () => {
    expect(drained(false)).toEqual(['bad', 'stop task-moved: 3/3 client-1: it moved']);
  });
});

describe('the API', () => {
  const isReused = ([, kind, data]: Line) => kind === 'api' && Reflect.get(data, 'connection') === 'reused';
  const mute = (is: (second: number) => boolean) =>
    found(
      rehearsed((line) => {
        const [second, kind, data] = line;
        return isReused(line) && is(second) ? [second, kind, { ...data, ok: false }] : line;
      }),
    );
  test.each([
    ['at the begin', (second: number) => second < 26, 12_000],
    ['in between', (second: number) => second > 40 && second < 52, 12_000],
  ])('a gap %s that is longer than allowed is NO-GO', (_, is, ms) => {
    expect(mute(is)).toEqual([
      'bad',
      expect.stringContaining(`stop api-gap: no server answered for ${ms} ms`),
    ]);
  });
  test('a gap at the end is NO-GO, and the server that did not answer then is named', () => {
    expect(mute((second) => second > 103)).toEqual([
      'bad',
      expect.stringContaining('stop api-gap: no server answered for 12000 ms'),
      'stop server-silent: server-1 had not answered for 12000 ms at the end of the upgrade',
    ]);
  });
  test('a gap in which nobody asked is UNKNOWN', () => {
    const unasked = found(rehearsed((line) => (isReused(line) && line[0] > 103 ? undefined : line)));
    expect(unasked).toEqual([
      'unknown',
      expect.stringMatching(/^unknown api-gap: .* 12000 ms .*; nobody asked meanwhile$/),
      expect.stringMatching(/^unknown server-silent: server-1 .* nobody asked meanwhile$/),
    ]);
  });
  test('one server of two that is silent at the end is NO-GO', () => {
    const lines = soundLines();
    const second = lines.flatMap(([at, kind, data]): Line[] =>
      kind === 'api' ||
      ((kind === 'probe-begin' || kind === 'probe-end') && Reflect.get(data, 'probe') === 'api')
        ? [[at, kind, { ...data, server: 'server-2', ...(kind === 'api' && { ok: at < 90 }) }]]
        : [],
    );
    expect(found(ledgerOf([...lines, ...second]))).toEqual([
      'bad',
      expect.stringContaining('stop server-silent: server-2 had not answered for 26000 ms'),
    ]);
  });
  test('no answer and no accepted job during the whole upgrade is NO-GO', () => {
    const entries = rehearsed(([second, kind, data]) =>
      kind === 'api' || kind === 'submit' ? [second, kind, { ...data, ok: false }] : [second, kind, data],
    );
    const [outcome, ...findings] = found(entries);
    expect(outcome).toBe('bad');
    expect(findings.join('\n')).toMatch(
      /stop api-gap.*\n.*stop connect-gap.*\n.*stop server-silent.*\n.*stop submit-refused/,
    );
  });
});

test('a probe that died is UNKNOWN', () => {
  const died = changed('probe-end', { error: 'ENOSPC' }, { probe: 'claim' });
  expect(found(rehearsed(died))).toEqual([
    'unknown',
    'unknown probe-died: probe claim sampled nothing from here on: ENOSPC',
  ]);
});

test('bounds are what the plan states', () => {
  const strict = { budget: budgetOf(5000, { 'writer-stall': 500, 'api-gap': 500 }) };
  const rules = found(rehearsed(changed('plan', strict)));
  expect(rules[0]).toBe('bad');
  // Each writer at each step, before and after them; the API is not asked after the last one.
  const [ofWriters, ofApi] = [/writer-stall/, /api-gap/].map((rule) =>
    rules.filter((each) => rule.test(each)),
  );
  expect([ofWriters?.length, ofApi?.length]).toEqual([2 * (steps.length + 2), steps.length + 1]);
  const rolledBack = fakeEntry('rollback-begin', { from: 'b', to: 'a' }, { mono: 131e9 });
  expect(judge([...rehearsed(), rolledBack]).outcome).toBe('good');
});
