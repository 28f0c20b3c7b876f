import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { type Entry, ledgerText, RunFolder } from '../evidence/index.ts';
import type { Outcome } from '../judge/index.ts';
import { createProgress, endRun, readRun, verdictOf } from '../run/index.ts';
import { tempFolder } from '../temp-folder.ts';
import { judgeRun } from './judge.ts';
import { report } from './report.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  vi.stubEnv('GITHUB_STEP_SUMMARY', '');
  vi.stubEnv('GITHUB_ACTIONS', '');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

type Line = readonly [kind: string, fields: object];

const session = 's1';
const one = { test: 'suites/csi/a.e2e.ts > one', scope: 'a-00000001' };
const failures = [{ message: 'no' }];
const run: Line = ['run', { versions: ['1.6.1'], servers: 1, clients: 2 }];
const due: Line = ['suites-due', { repetitions: 1, filters: [] }];
const files = (...names: string[]): Line => ['files-due', { session, files: names }];
const tests: Line = ['tests-due', { session, file: 'suites/csi/a.e2e.ts', tests: [one.test] }];
const started: Line = ['test-started', { ...one, session }];
const ended = (passed: boolean): Line => ['test-ended', { ...one, passed, ...(passed ? {} : { failures }) }];
const skipped: Line = ['test-skipped', { ...one, reason: 'needs 1.10' }];
const result = (status: string): Line => ['test-result', { session, test: one.test, status }];
const vitest = (reason: string, ...errors: string[]): Line => ['session-ended', { session, reason, errors }];
const end: Line = ['run-ended', { phases: [] }];

const begun = [run, due, files('suites/csi/a.e2e.ts'), tests, started];
const passed = [...begun, ended(true), result('passed'), vitest('passed')];

const task = (from: number, to: number) => ({
  ...{ task: 'main', role: 'main', sidecar: false },
  events: [
    { type: 'Started', at: from },
    { type: 'Terminated', at: to, exitCode: 0 },
  ],
});
const held = (allocation: string, from: number, to: number): Line => [
  'allocation',
  {
    ...{ job: 'a-00000001-j', allocation, node: 'client-1', status: 'complete', tasks: [task(from, to)] },
    volumes: [{ volume: 'a-00000001-v', readOnly: false }],
  },
];
const created: Line = [
  'volume-created',
  { scope: one.scope, volume: 'a-00000001-v', modes: ['single-node-writer'] },
];
const twoWriters = [created, held('aaaaaaaa', 1, 9), held('bbbbbbbb', 5, 12)];
const expected: Line = ['expected', { scope: one.scope, rule: 'two-writers', why: 'a node is cut off' }];
const init = { ...task(5, 9), task: 'init', role: 'prestart' };
const tooEarly: Line = [
  'allocation',
  { job: 'x', allocation: 'cccccccc', node: 'client-1', status: 'complete', tasks: [init, task(6, 9)] },
];
const part = (counts: object): Line => ['part', { name: 'unit tests', counts }];

const span = { allocation: 'a', node: 'n', first: 1, last: 2, records: 2 };
const spans = { scope: one.scope, volume: 'v', mode: 'single-node-writer', spans: [span] };

/** Ledgers of runs that came to what is told of them, with the one verdict that every view must give. */
const ledgers: [name: string, Outcome, lines: readonly Line[]][] = [
  ['each due test passed', 'good', [...passed, end]],
  ['a test failed', 'bad', [...begun, ended(false), result('failed'), vitest('failed'), end]],
  [
    'a test failed by the word of vitest alone',
    'bad',
    [...begun, ended(true), result('failed'), vitest('failed'), end],
  ],
  [
    'a skipped test left something behind',
    'bad',
    [...begun, skipped, ended(false), result('skipped'), vitest('passed'), end],
  ],
  [
    'every test was skipped',
    'unknown',
    [...begun, skipped, ended(true), result('skipped'), vitest('passed'), end],
  ],
  ['nothing was due', 'unknown', [run, end]],
  [
    'a file could not be loaded',
    'bad',
    [
      ...[run, due, files('suites/csi/a.e2e.ts', 'suites/csi/b.e2e.ts'), tests, started, ended(true)],
      result('passed'),
      ['test-result', { session, test: 'suites/csi/b.e2e.ts > the file itself', status: 'failed', failures }],
      ...[vitest('failed'), end],
    ],
  ],
  [
    'a file was never loaded',
    'unknown',
    [run, due, files('suites/csi/a.e2e.ts', 'b'), ...passed.slice(3), end],
  ],
  ['a worker was killed in a test', 'unknown', [...begun, vitest('passed'), end]],
  [
    'something broke outside of the tests',
    'bad',
    [...passed.slice(0, -1), vitest('failed', 'unhandled rejection'), end],
  ],
  ['a due test has no line', 'unknown', [...begun.slice(0, -1), vitest('passed'), end]],
  [
    'a due test beside a good one has no line',
    'unknown',
    [
      ...[run, due, files('suites/csi/a.e2e.ts')],
      ['tests-due', { session, file: 'suites/csi/a.e2e.ts', tests: [one.test, 'suites/csi/a.e2e.ts > two'] }],
      ...[...passed.slice(4), end],
    ],
  ],
  ['vitest was killed', 'unknown', [...passed.slice(0, -1), end]],
  ['the run was killed after a good test', 'unknown', passed],
  ['the run was killed after a failed test', 'bad', [...begun, ended(false)]],
  ['the run was interrupted', 'unknown', [...passed, ['run-interrupted', { reason: 'SIGINT' }], end]],
  ['the plan of what was due was lost', 'unknown', [run, ...passed.slice(2), end]],
  [
    'a repetition never began',
    'unknown',
    [run, ['suites-due', { repetitions: 2, filters: [] }], ...passed.slice(2), end],
  ],
  [
    'a named area ran nothing',
    'unknown',
    [
      run,
      ['suites-due', { repetitions: 1, filters: ['suites/csi/', 'suites/lifecycle/'] }],
      ...passed.slice(2),
      end,
    ],
  ],
  ['a shard is missing', 'unknown', [...passed, ['merged', { shards: ['1/3', '2/3'], of: 3 }], end]],
  ['each shard is there', 'good', [...passed, ['merged', { shards: ['2/2', '1/2'], of: 2 }], end]],
  ['a unit test failed', 'bad', [part({ passed: 9, failed: 1, skipped: 0 }), ...passed, end]],
  ['no unit test ran', 'unknown', [part({ passed: 0, failed: 0, skipped: 0 }), ...passed, end]],
  [
    'a volume has lost the last record that was acknowledged, and its test passed',
    'bad',
    [['writer-spans', { ...spans, acknowledged: { a: 3 } }], ...passed, end],
  ],
  [
    'a volume has all that was acknowledged',
    'good',
    [['writer-spans', { ...spans, acknowledged: { a: 2 } }], ...passed, end],
  ],
  [
    'a volume has lost a record, and its test passed',
    'bad',
    [
      ['writer-spans', { scope: one.scope, volume: 'v', mode: 'm', spans: [], holes: ['a misses 3'] }],
      ...passed,
      end,
    ],
  ],
  ['a volume had two writers, and its test passed', 'bad', [...twoWriters, ...passed, end]],
  ['a volume had two writers, as its test expects', 'good', [...twoWriters, expected, ...passed, end]],
  ['a node was given a volume that another one had', 'bad', [...twoHolders('1.11.3'), ...passed, end]],
  ['a known bug left it attached to that other one', 'good', [...twoHolders('1.3.1'), ...passed, end]],
  [
    'nobody has read what the driver was asked',
    'unknown',
    [...twoHolders('1.11.3').slice(0, 1), ...passed, end],
  ],
  ['main started before its prestart had ended', 'bad', [tooEarly, ...passed, end]],
  [
    'chaos was killed in its second round',
    'unknown',
    [run, ['chaos-begin', { seed: 1, minutes: 9 }], chaosStep(1)],
  ],
];

/** A run whose CSI driver attached a volume to two nodes. */
function twoHolders(version: string): Line[] {
  const attached = {
    volume: 'v',
    call: 'controllerPublishVolume',
    mode: 'single-node-writer',
    outcome: 'ok',
  };
  return [
    ['run', { versions: [version], servers: 1, clients: 2, callsDue: true }],
    ...['a', 'b'].map(
      (node, at): Line => ['driver-call', { ...attached, node, asked: at * 10 + 1, answered: at * 10 + 2 }],
    ),
    ['driver-calls', { calls: 2, missing: 0 }],
  ];
}

function chaosStep(round: number): Line {
  return [
    'chaos-step',
    { id: 'chaos-0', round, fault: 'agent-killed', node: 0, holdMs: 1, stopDuring: false },
  ];
}

const textOf = (lines: readonly Line[]) =>
  ledgerText(
    lines.map(
      ([kind, fields], at): Entry => fakeEntry(kind, fields, { mono: at * 1e6, at: '2026-01-01T00:00:00Z' }),
    ),
  );

const exitCodes = { good: 0, bad: 1, unknown: 3 };

/** What each view says of a saved run. */
async function viewsOf(folder: string): Promise<Record<string, Outcome>> {
  const byCode = (code: number) =>
    (['good', 'bad', 'unknown'] as const).find((each) => exitCodes[each] === code);
  const judged = byCode(judgeRun(folder));
  await report({ run: folder, compare: undefined, format: undefined });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const shown = (text: string, signs: Record<Outcome, string>) =>
    (['good', 'bad', 'unknown'] as const).find((each) => text.includes(signs[each])) ?? 'unknown';
  const metric = (name: string) =>
    new RegExp(`^nomad_e2e_${name}\\{.*\\} 1$`, 'm').test(read('metrics.prom'));
  const isRed = /<testsuites[^>]* failures="[1-9]/.test(read('junit.xml'));
  const outcome = verdictOf(readRun(new RunFolder(folder))).outcome;
  return {
    'exit code': outcome,
    judge: judged ?? 'unknown',
    report: shown(read('report.html'), { good: 'top is-good', bad: 'top is-red', unknown: 'top is-unknown' }),
    summary: shown(read('summary.md'), { good: '✅', bad: '❌', unknown: '❔' }),
    metrics: metric('run_ok') ? 'good' : metric('run_unknown') ? 'unknown' : 'bad',
    // JUnit has no word for unknown: it must not be green.
    JUnit: isRed === (outcome !== 'good') ? outcome : 'good',
  };
}

test.each(ledgers)('all views agree where %s: %s', async (_, outcome, lines) => {
  await using folder = await tempFolder('views');
  writeFileSync(join(folder.path, 'ledger.ndjson'), textOf(lines));
  const views = await viewsOf(folder.path);
  expect(views).toEqual(Object.fromEntries(Object.keys(views).map((view) => [view, outcome])));
});

test('all views agree that a torn line makes a good run unknown', async () => {
  await using folder = await tempFolder('views');
  writeFileSync(join(folder.path, 'ledger.ndjson'), `${textOf([...passed, end])}{"kind":"torn","mo`);
  expect(new Set(Object.values(await viewsOf(folder.path)))).toEqual(new Set(['unknown']));
});

test('a run that ends is judged by the same verdict as its saved ledger', async () => {
  await using folder = await tempFolder('views');
  writeFileSync(join(folder.path, 'ledger.ndjson'), textOf(passed));
  const progress = createProgress({ write: () => undefined });
  const { verdict } = await endRun(new RunFolder(folder.path), { progress });
  expect(verdict.outcome).toBe('good');
  expect(judgeRun(folder.path)).toBe(0);
});
