import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Entry, events, ledgerText, RunFolder } from '../evidence/index.ts';
import { reportOf, reportText } from '../report/index.ts';
import { readRun } from './saved.ts';
import { verdictOf } from './verdict.ts';

const began = Date.parse('2026-01-02T03:04:05.000Z');
const stamped = (line: object, at: number): Entry =>
  ({ ...line, at: new Date(began + at * 10).toISOString(), mono: 5e12 + at * 1e7 }) as unknown as Entry;

/** Ten lines of a test that claims a volume, beside others that do. */
function ofTest(number: number): object[] {
  const own = number.toString(16).padStart(8, '0');
  const scope = `a-${own}`;
  const [job, allocation, volume] = [`${scope}-job`, `${own}-allocation`, `${scope}-volume`];
  const test = `suites/csi/a.e2e.ts > test ${number}`;
  const at = (began + number * 100) * 1e6;
  const taskEvents = ['Received', 'Task Setup', 'Started', 'Terminated'].map((type, after) => ({
    type,
    at: at + after * 2e7,
    ...(type === 'Terminated' && { exitCode: 0 }),
  }));
  const tasks = [{ task: 'main', role: 'main', sidecar: false, events: taskEvents }];
  const uses = [
    { volume, readOnly: false },
    { volume: 'shared', readOnly: false },
  ];
  const wait = { kind: 'wait', what: `allocation ${allocation} running`, ms: 15, ok: true };
  return [
    { kind: 'test-started', test, scope },
    { kind: 'volume-created', scope, volume, modes: ['single-node-writer'] },
    { kind: 'job-registered', scope, job, evaluation: `e-${number}` },
    ...[wait, wait, wait],
    { kind: 'agent', node: 'client-1', did: number % 2 ? 'started' : 'TERM', version: '1.11.3' },
    {
      kind: 'allocation',
      job,
      allocation,
      node: `client-${number % 3}`,
      status: 'complete',
      tasks,
      volumes: uses,
    },
    { kind: 'claim-released', volume, path: 'stop', releaseMs: 20, boundMs: 100 },
    { kind: 'test-ended', test, scope, passed: number % 100 !== 0, failures: [{ message: 'on purpose' }] },
  ];
}

/** Ten lines of the probes of a rehearsal. */
function ofProbes(number: number): object[] {
  const step = `${Math.floor(number / 50)}/… client-1`;
  const first = number % 50 === 0 ? [{ kind: 'step-begin', step, role: 'client' }] : [];
  const api = { kind: 'api', server: `server-${number % 3}`, ok: number % 40 !== 0, ms: 3 };
  return [...first, ...Array.from({ length: 10 - first.length }, () => api)];
}

const shapes = {
  'a run of suites': ofTest,
  'a rehearsal': (number: number) => [
    ...(number === 0
      ? [
          {
            kind: 'plan',
            from: '1.9.4',
            to: '1.11.3',
            mode: 'in-place',
            steps: [],
            heartbeatGraceMs: 1,
            due: [],
            budget: [{ cost: 'api-gap', ms: 10_000, from: '' }],
          },
        ]
      : []),
    ...ofProbes(number),
  ],
};

/** Milliseconds of this thread's processor, which a busy machine lengthens less than a clock's. */
function spent<T>(work: () => T): { ms: number; made: T } {
  const before = process.threadCpuUsage();
  const made = work();
  const { user, system } = process.threadCpuUsage(before);
  return { ms: (user + system) / 1000, made };
}

function reported(shape: (number: number) => object[], lines: number) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'huge-'));
  const run = new RunFolder(folder.path);
  const all = Array.from({ length: lines / 10 }, (_, number) => shape(number)).flat();
  writeFileSync(run.ledgerFile, ledgerText(all.map(stamped)));
  return spent(() => {
    const entries = readRun(run);
    expect(events.unreadable.of(entries)).toEqual([]);
    return reportOf({ folder: run.path, entries, verdict: verdictOf(entries) });
  });
}

test.each(Object.entries(shapes))(
  'the time to report %s grows with its lines alone',
  { timeout: 120_000 },
  (_, shape) => {
    reported(shape, 10_000);
    const [part, whole] = [reported(shape, 20_000), reported(shape, 100_000)];
    expect(whole.ms).toBeLessThan(8 * part.ms + 300);
    expect(whole.ms).toBeLessThan(20_000);
  },
);

test('the page of a huge run has the tests that failed, says what it leaves out, and stays small', async () => {
  const { made } = reported(shapes['a run of suites'], 60_000);
  const page = await reportText(made, 'html');
  expect(page.length).toBeLessThan(12e6);
  const holds = (text: string) => page.includes(text);
  expect(holds('1000 of 6000 are listed')).toBe(true);
  expect(/20000 of \d+ events are drawn/.test(page)).toBe(true);
  expect([holds('id="test-5900"'), holds('id="test-5901"')]).toEqual([true, false]);
});
