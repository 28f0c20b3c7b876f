import { expect, test } from 'vitest';
import { compareRuns, compareText, isWorse } from './compare.ts';
import { fakeReport, ledgerOf } from './fake-ledger.ts';

const lost = { severity: 'stop' as const, rule: 'record-lost', message: 'one is lost' };

/** A run of these tests: name → how it ended, after how many milliseconds. */
function run(folder: string, tests: Record<string, [passed: boolean, ms: number]>, waitMs = 100) {
  const lines = Object.entries(tests).flatMap(([name, [passed, ms]], at) => {
    const scope = `${name}-0000000${at}`;
    const failures = passed ? {} : { failures: [{ message: `${name} broke\nmore` }] };
    return [
      [0, 'test-started', { test: `suites/csi/${name}.e2e.ts > it`, scope }] as const,
      [ms, 'wait', { what: `job ${scope}-j gone`, ms: waitMs, ok: true }] as const,
      [ms, 'test-ended', { scope, passed, ...failures }] as const,
    ];
  });
  return fakeReport({ folder, entries: ledgerOf([...lines].sort((a, b) => a[0] - b[0])) });
}

const before = run('/runs/old', { a: [true, 1000], b: [false, 500], c: [false, 500], gone: [true, 10] });
const after = run(
  '/runs/new',
  { a: [false, 1000], b: [true, 500], c: [false, 500], fresh: [false, 10] },
  800,
);

test('new failures are separate from fixed and lasting ones', () => {
  const compared = compareRuns(before, after);
  expect(compared.newFailures).toEqual([
    { test: 'suites/csi/a.e2e.ts > it', was: 'passed', message: 'a broke' },
    { test: 'suites/csi/fresh.e2e.ts > it', was: 'absent', message: 'fresh broke' },
  ]);
  expect(compared.fixed).toEqual(['suites/csi/b.e2e.ts > it']);
  expect(compared.stillFailing).toEqual(['suites/csi/c.e2e.ts > it']);
  expect([compared.added, compared.removed]).toEqual([
    ['suites/csi/fresh.e2e.ts > it'],
    ['suites/csi/gone.e2e.ts > it'],
  ]);
});

test('known bugs are separate from failures', () => {
  const outcomes: Record<string, 'passed' | 'known' | 'failed'>[] = [
    { a: 'passed', b: 'failed', c: 'known', d: 'known', e: 'known', gone: 'known' },
    { a: 'known', b: 'known', c: 'known', d: 'passed', e: 'failed' },
  ];
  const known = { id: 'X1', what: 'it breaks', reason: 'expected 1 to be 2' };
  const [old, now] = outcomes.map((each, at) => {
    const lines = Object.entries(each).flatMap(([name, status]) => {
      const scope = `${name}-0000000${at}`;
      const end = { scope, passed: status !== 'failed', ...(status === 'known' && { known }) };
      return [
        [0, 'test-started', { test: `suites/csi/${name}.e2e.ts > it`, scope }] as const,
        [1, 'test-ended', end] as const,
      ];
    });
    return fakeReport({ folder: `/runs/${at}`, entries: ledgerOf([...lines].sort((a, b) => a[0] - b[0])) });
  });
  if (!old || !now) throw new Error('two runs were made');
  const compared = compareRuns(old, now);
  const named = (name: string) => `suites/csi/${name}.e2e.ts > it`;
  expect(compared.newFailures).toEqual([{ test: named('e'), was: 'known', message: '' }]);
  expect(compared.fixed).toEqual([]);
  expect(compared.newlyKnown).toEqual([
    { test: named('a'), was: 'passed', bug: 'X1' },
    { test: named('b'), was: 'failed', bug: 'X1' },
  ]);
  expect(compared.noLongerKnown).toEqual([
    { test: named('d'), now: 'passed', bug: 'X1' },
    { test: named('e'), now: 'failed', bug: 'X1' },
    { test: named('gone'), now: 'absent', bug: 'X1' },
  ]);
  expect(compareText(compared)).toContain(`known bugs no longer shown: 3\n- X1: ${named('d')} (now passed)`);
});

test('only clearly slower tests are listed', () => {
  const [old, now] = [
    run('/runs/x', { a: [true, 1000], b: [true, 5000] }),
    run('/runs/y', { a: [true, 4000], b: [true, 6500] }),
  ];
  const { slowerTests, fasterTests } = compareRuns(old, now);
  expect(slowerTests).toEqual([{ what: 'suites/csi/a.e2e.ts > it', before: 1000, after: 4000 }]);
  expect(fasterTests).toEqual([]);
  expect(compareRuns(now, old).fasterTests).toHaveLength(1);
});

test('waits are compared by their median without ids', () => {
  expect(compareRuns(before, after).slowerWaits).toEqual([{ what: 'job …-j gone', before: 100, after: 800 }]);
  expect(compareText(compareRuns(before, after))).toContain('- job …-j gone: 100 ms → 800 ms (×8.0)');
});

test.each([
  ['the same', {}, {}, false],
  ['a verdict that got worse', {}, { outcome: 'unknown' as const }, true],
  ['a new finding', { outcome: 'bad' as const }, { outcome: 'bad' as const, findings: [lost] }, true],
  ['a finding that both have', { findings: [lost] }, { findings: [lost] }, false],
  ['a new note', {}, { findings: [{ ...lost, severity: 'note' as const }] }, false],
  ['a verdict that got better', { outcome: 'bad' as const, findings: [lost] }, {}, false],
])('between two rehearsals %s', (_, old, now, worse) => {
  const made = (change: object) =>
    fakeReport({
      folder: '/r',
      entries: [],
      verdict: { outcome: 'good', findings: [], kind: 'upgrade', ...change },
    });
  expect(isWorse(compareRuns(made(old), made(now)))).toBe(worse);
});

test('a missing test makes a run worse', () => {
  const made = (tests: Parameters<typeof run>[1]) => run('/runs/r', tests);
  const whole = made({ a: [true, 1], b: [true, 1] });
  const compared = compareRuns(whole, made({ a: [true, 1] }));
  expect(isWorse(compared)).toBe(true);
  expect(compareText(compared)).toContain('tests only before: 1\n- suites/csi/b.e2e.ts > it');
  expect(isWorse(compareRuns(made({ a: [true, 1] }), whole))).toBe(false);
});

test('a step that costs more than is allowed after the earlier run makes the later one worse', () => {
  const rehearsed = (answers: readonly number[]) =>
    fakeReport({
      folder: '/runs/u',
      entries: ledgerOf([
        [1000, 'step-begin', { step: '1/1 server-1', role: 'server' }],
        ...answers.map((ms) => [ms, 'api', { server: 'server-1', ok: true, ms: 2 }] as const),
        [9000, 'probe-end', { probe: 'submit', during: 'upgrade' }],
      ]),
    });
  const [quick, near, slow] = [
    rehearsed([1000, 3000, 5000]),
    rehearsed([1000, 5000]),
    rehearsed([1000, 5001]),
  ].map((after) => compareRuns(rehearsed([1000, 3000]), after));
  expect([quick, near, slow].map((compared) => compared && isWorse(compared))).toEqual([false, false, true]);
  expect(slow && compareText(slow)).toContain(
    'api-gap, upgrade server (1/1 server-1): 2.00 s → 4.00 s (×2.0)',
  );
});
