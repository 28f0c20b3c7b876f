import { fakeEntry } from '../evidence/fake-entry.ts';
import type { Entry } from '../evidence/index.ts';
import { type RunKind, suiteFindings, type Verdict, verdictFrom } from '../judge/index.ts';
import { type Report, reportOf } from './model/report.ts';

/** Monotonic and wall clock of the first line of a made ledger. */
const monoBase = 5_000_000_000_000;
export const wallBase = Date.parse('2026-01-02T03:04:05.000Z');

/** A ledger by hand: each line its milliseconds since the begin, its kind, its fields. */
export function ledgerOf(lines: readonly (readonly [ms: number, kind: string, fields?: object])[]): Entry[] {
  return lines.map(([ms, kind, fields = {}]) =>
    fakeEntry(kind, fields, { at: new Date(wallBase + ms).toISOString(), mono: monoBase + ms * 1e6 }),
  );
}

/** The report of these lines; by what was seen of its tests alone, unless another verdict is given. */
export function fakeReport({ folder, entries, verdict }: FakeReport): Report {
  const seen = suiteFindings(entries).filter(({ severity }) => severity === 'stop');
  return reportOf({ folder, entries, verdict: { kind: 'suites', ...(verdict ?? verdictFrom(seen)) } });
}

interface FakeReport {
  folder: string;
  entries: readonly Entry[];
  verdict?: Verdict & { kind?: RunKind };
}

/** Nomad's time of a moment of such a ledger: nanoseconds since the epoch. */
export function wallNs(ms: number): number {
  return (wallBase + ms) * 1e6;
}

/** The kernel's uptime at a moment of such a ledger, in seconds, as writers note it. */
export function uptime(ms: number): number {
  return monoBase / 1e9 + ms / 1000;
}

/** An allocation of one main task that ran in this span, with the volumes it asks for. */
export function allocationOf(
  job: string,
  { from, to, volumes = [], id = `${job}-alloc`, exitCode = 0, status = 'complete' }: AllocationShape,
) {
  const events = [
    { type: 'Received', at: wallNs(from - 20), message: 'Task received by client' },
    { type: 'Task Setup', at: wallNs(from - 10), message: 'Building Task Directory' },
    { type: 'Started', at: wallNs(from), message: 'Task started by client' },
    ...(to === undefined ? [] : [{ type: 'Terminated', at: wallNs(to), exitCode, message: 'Exit Code' }]),
  ];
  const tasks = [{ task: 'main', role: 'main', sidecar: false, events }];
  const uses = volumes.map((volume) => ({ volume, readOnly: false }));
  return { job, allocation: id, node: 'client-1', status, tasks, volumes: uses };
}

export interface AllocationShape {
  from: number;
  /** None: its end was not seen. */
  to?: number;
  volumes?: string[];
  id?: string;
  exitCode?: number;
  status?: string;
}

/** A run of one green and one red test, whose texts are as bad as texts of a ledger can be. */
export function evilRun(evil: string): Report {
  return fakeReport({
    folder: '/runs/r1',
    entries: ledgerOf([
      [0, 'run', { versions: ['1.2.3'], servers: 1, clients: 2 }],
      [100, 'phase', { name: evil, ms: 100 }],
      [200, 'test-started', { test: `suites/csi/a.e2e.ts > ${evil}`, scope: 'a-00000001' }],
      [210, 'volume-created', { scope: 'a-00000001', volume: 'a-00000001-v', modes: [evil] }],
      [300, 'test-started', { test: 'suites/csi/b.e2e.ts > green', scope: 'b-00000002' }],
      [400, 'wait', { what: `allocation of job a-00000001-j ${evil}`, ms: 50, ok: false }],
      [450, 'fault', { name: evil, begin: monoBase + 4e8, end: monoBase + 4.2e8, healthy: monoBase + 4.3e8 }],
      [500, 'allocation', allocationOf(`a-00000001-j`, { from: 250, to: 390, volumes: ['a-00000001-v'] })],
      [
        600,
        'test-ended',
        {
          scope: 'a-00000001',
          passed: false,
          failures: [{ message: evil, at: 'suites/csi/a.e2e.ts:3:4' }],
          bundle: `failures/${evil}`,
        },
      ],
      [700, 'test-ended', { scope: 'b-00000002', passed: true }],
      [710, 'claim-released', { volume: 'v', path: evil, releaseMs: 20, boundMs: 100 }],
    ]),
    verdict: { outcome: 'bad', findings: [{ severity: 'stop', rule: 'evil', message: evil }] },
  });
}

/** A run of one test that passed and one that showed a known bug, which says this. */
export function knownRun(evil: string): Report {
  const known = { id: 'X1', issue: 7, what: evil, firstGood: '1.2.4', reason: evil };
  return fakeReport({
    folder: '/runs/known',
    entries: ledgerOf([
      [0, 'run', { versions: ['1.2.3'], servers: 1, clients: 2 }],
      [200, 'test-started', { test: 'suites/csi/a.e2e.ts > shows it', scope: 'a-00000001' }],
      [300, 'test-started', { test: 'suites/csi/b.e2e.ts > passes', scope: 'b-00000002' }],
      [600, 'test-ended', { scope: 'a-00000001', passed: true, known }],
      [700, 'test-ended', { scope: 'b-00000002', passed: true }],
    ]),
  });
}

/** A run of one test with about this many events, and others beside it. */
export function bigRun(events: number): Report {
  const allocations = Math.ceil(events / 10);
  const lines = Array.from({ length: allocations }, (_, at) => {
    const from = 1000 + at * 40;
    const job = `big-00000000-job-${at % 40}`;
    const shape = {
      from,
      to: from + 300 + (at % 7) * 100,
      id: `${String(at).padStart(8, '0')}-x`,
      volumes: [`big-00000000-v${at % 5}`],
    };
    return [
      [from + 2000, 'allocation', allocationOf(job, shape)] as const,
      ...Array.from(
        { length: 5 },
        (_, wait) =>
          [from + wait * 30, 'wait', { what: `job ${job} placed`, ms: 25, ok: wait !== 4 }] as const,
      ),
    ];
  });
  const last = 1000 + allocations * 40 + 3000;
  return fakeReport({
    folder: '/runs/big',
    entries: ledgerOf([
      [0, 'test-started', { test: 'suites/csi/big.e2e.ts > many events', scope: 'big-00000000' }],
      [0, 'test-started', { test: 'suites/csi/big.e2e.ts > few events', scope: 'big-00000001' }],
      ...lines.flat().sort((a, b) => a[0] - b[0]),
      [last, 'test-ended', { scope: 'big-00000000', passed: true }],
      [
        last,
        'test-ended',
        { scope: 'big-00000001', passed: false, failures: [{ message: 'red on purpose' }] },
      ],
    ]),
  });
}
