import { budgetOf } from '../../disruption/index.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { snapshots, whenAnew } from '../../operator-jobs/index.ts';
import { waysDue } from '../checks/anew.ts';
import { beforeSteps } from '../checks/check.ts';
import { cutJobs, sides } from '../checks/cut-jobs.ts';
import { due } from '../checks/due.ts';
import { questionsTo } from '../checks/leadership.ts';
import { jobTypes } from '../checks/registration.ts';

export const steps = ['1/3 server-1', '2/3 client-2', '3/3 client-1'] as const;
/** Of which each check has something to see. */
const versions = { from: '1.11.3', to: '2.0.5' };
const servers = ['server-1'];
const clients = ['client-1', 'client-2'];
/** The single writer's volume, and one with a writer on a client that is replaced. */
export const single = { volume: 'upgrade-single', job: 'upgrade-writer', allocation: 'alloc-s' };
export const multi = { volume: 'upgrade-multi', job: 'upgrade-writer-client-1', allocation: 'alloc-m' };
const writers = [single, multi];
/** To the one client that is not the canary. */
export const streams = (['exec', 'logs'] as const).map((stream) => ({
  ...{ stream, client: 'client-1', server: 'server-1', allocation: 'alloc-sys' },
}));
const refusal = 'CSI volume v has exhausted its available writer claims';

/** A line: its second on the ledger's clock, its kind, its fields. */
export type Line = readonly [second: number, kind: string, fields: object];

/** Seconds of this rehearsal: the writers' begin, the first step, the length of a step, the probes' end, the writers' end. */
export const times = { placed: 2, steps: 20, each: 30, probesEnd: 115, stopped: 120 } as const;

export const beginOf = (at: number) => times.steps + at * times.each;

/** What a writer left that wrote each second. */
export function recordsOf(allocation: string, from: number = times.placed, to: number = times.stopped) {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    ...{ sequence: at + 1, allocation, node: 'client-1' },
    ...{ at: from + at, wall: from + at },
  }));
}

/** What a rehearsal without trouble leaves. Its uptime is the ledger's clock. */
export function soundLines({ rollback = false, own = false } = {}): Line[] {
  const volumes = writers.map(({ volume, job }) => ({ id: volume, writers: [{ job }] }));
  const owing = { ...versions, steps, servers, clients, volumes, claims: true, rollback, own };
  const budget = budgetOf(5000);
  return [
    [0, 'plan', { ...versions, steps, heartbeatGraceMs: 5000, mode: 'in-place', due: due(owing), budget }],
    [1, 'clock', { uptime: 1 }],
    ...writers.map((writer): Line => [times.placed, 'writer-placed', writer]),
    ...probedAt(beforeSteps, times.placed + 8).filter(
      ([, kind]) => !['claim-probe', 'drain-probe', 'work-placed', 'all-pools', 'conformance'].includes(kind),
    ),
    ...sampled(),
    ...clients.map((client): Line => [times.placed, 'exec-tried', { step: beforeSteps, client, ms: 90 }]),
    ...steps.flatMap((step, at): Line[] => {
      const role = step.includes('server') ? 'server' : 'client';
      const begin = beginOf(at);
      return [
        [begin, 'step-begin', { step, role }],
        [begin + 1, 'step-end', { step, role, downMs: 900, before: 'n', after: 'n' }],
        ...probedAt(step, begin + 10),
        ...clients
          .filter((client) => step.endsWith(client))
          .map((client): Line => [begin + 2, 'exec-tried', { step, client, ms: 90 }]),
      ];
    }),
    [
      112,
      'twin-probe',
      {
        ...{ step: 'after the last step', volume: single.volume, allocation: 'second' },
        outcome: 'FAILED_PRECONDITION',
      },
    ],
    ...servers.flatMap((server) =>
      questionsTo(versions.to).map(
        (question): Line => [113, 'leader-asked', { step: 'after the last step', server, question, ms: 90 }],
      ),
    ),
    ...sides.flatMap((when) =>
      cutJobs.map((job): Line => [112, 'cut-off', { step: steps[2], job, when, ms: 90 }]),
    ),
    [113, 'moved-client', { step: 'after the last step', client: 'client-9', ms: 90 }],
    [113, 'shared-volume', { step: 'after the last step', client: 'client-1', ms: 90 }],
    [116, 'periodic', { launches: 9, expected: 8 }],
    ...steps.map((step, at): Line => {
      const job = `j${beginOf(at) + 5}`;
      return [117, 'scheduled', { step, jobs: [{ job, ms: 400 }] }];
    }),
    [117, 'submit-lost', { jobs: [] }],
    ...writers.map((writer): Line => [times.stopped, 'writer-stopped', writer]),
    ...writers.map(({ volume, allocation }): Line => {
      const records = recordsOf(allocation);
      const acknowledged = { [allocation]: records.length };
      return [
        125,
        'volume-records',
        { volume, singleWriter: volume === single.volume, records, acknowledged },
      ];
    }),
    [130, 'poststop-broken', { allocations: [] }],
    ...(rollback ? [] : waysDue({ volumes }).map((each): Line => [131, 'started-anew', { ...each, ms: 90 }])),
    ...(rollback ? [] : [[132, 'awaited-volume', { step: 'end', ms: 90 }] satisfies Line]),
    [133, 'rollout-retried', { step: 'end', ms: 9000, missing: [] }],
    [
      135,
      'identity-seen',
      {
        ...{ step: 'end', client: 'client-9', status: 'ready', ttlMs: 60_000, ageMs: 20_000 },
        ...{ sinceServersMs: 130_000, sinceLeaderMs: 70_000 },
      },
    ],
    ...(own ? ownLines() : []),
  ];
}

/** Of a job of the operator that has launches only. */
function ownLines(): Line[] {
  const looked = [snapshots.before, ...steps, snapshots.end, snapshots.stopped];
  const job = { job: 'nightly', namespace: 'default', type: 'batch', template: true };
  const anew = ['plan', 'restart', 'start'].map(
    (way): Line => [119, 'started-anew', { job: 'nightly', way, ms: 90 }],
  );
  const observed = looked.map((step): Line => [118, 'own-observed', { step }]);
  const entered = [
    { step: 'before' },
    ...clients.map((client) => ({ step: 'of it', client })),
    { step: whenAnew },
  ];
  return [
    [1, 'own-job', job],
    ...anew,
    ...observed,
    ...entered.map((when): Line => [118, 'own-exec', { ...when, tasks: [] }]),
  ];
}

/** What the probes run beside the steps leave. */
function sampled(): Line[] {
  const { probesEnd } = times;
  const probes = [
    ...servers.flatMap((server) => ['api', 'connect'].map((probe) => ({ probe, server, during: 'upgrade' }))),
    ...['submit', 'claim'].map((probe) => ({ probe, during: 'upgrade' })),
    ...streams.map(({ stream: probe, client }) => ({ probe, client, during: 'upgrade' })),
  ];
  const seconds = Array.from({ length: probesEnd - 14 }, (_, at) => 14 + at);
  return [
    ...probes.map((each): Line => [14, 'probe-begin', each]),
    ...seconds.flatMap((second): Line[] => [
      ...servers.flatMap((server) =>
        ['reused', 'new'].map((connection): Line => [second, 'api', { server, ok: true, ms: 1, connection }]),
      ),
      ...streams.map((each): Line => [second, 'stream', { ...each, did: 'heard' }]),
      [second, 'submit', { job: `j${second}`, ok: true, server: 'server-1' }],
    ]),
    ...probes.map((each): Line => [probesEnd, 'probe-end', each]),
  ];
}

/** What is looked at after a step leaves. */
function probedAt(step: string, second: number): Line[] {
  const task = { job: single.job, allocation: single.allocation, task: 'write', node: 'client-1' };
  const run = { ...task, startedAt: 'x', restarts: 0, process: '7@100' };
  return [
    [second, 'continuity', { step, tasks: [run] }],
    ...servers.flatMap((server) =>
      jobTypes.map((type): Line => [second, 'registration', { step, server, type }]),
    ),
    [second, 'drain-probe', { step, ms: 900 }],
    [second, 'claim-probe', { step, volume: single.volume, admitted: [], reasons: [refusal] }],
    [second, 'work-placed', { step, clients }],
    ...['system', 'service'].map((work): Line => [second, 'all-pools', { step, work, clients, ms: 90 }]),
    [second, 'rollout', { step, ms: 900 }],
    [second, 'conformance', { step, passed: 4, failed: 0 }],
    [second, 'writer-progress', { step, writers: writers.map((each) => ({ ...each, sequence: second })) }],
  ];
}

/** These lines as a ledger, by their clock. */
export function ledgerOf(lines: readonly Line[]): Entry[] {
  return lines
    .map(([second, kind, fields]) => ({
      ...{ ...fields, at: new Date(second * 1000).toISOString(), mono: second * 1e9, kind },
    }))
    .sort((a, b) => a.mono - b.mono);
}

/** The ledger of a rehearsal in which all held, to its end. */
export const soundRehearsal = (): Entry[] =>
  ledgerOf([...soundLines(), [140, events.runEnded.name, { phases: [] }]]);
