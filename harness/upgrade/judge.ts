import { overlappingWriters } from '../csi/index.ts';
import type { Entry } from '../evidence/index.ts';
import type { ContinuityChange } from './continuity.ts';
import { type Registration, refusedTypes } from './registration.ts';
import { longestGap, type Stall, type StepSpan } from './stalls.ts';
import type { WrittenRecords } from './workload.ts';

/** One thing that speaks against the upgrade (`stop`) or that an operator should know (`note`). */
export interface Finding {
  rule: string;
  severity: 'stop' | 'note';
  message: string;
  /** Lines of the ledger with this kind are the evidence. */
  evidence: string;
}

/** What the rehearsal measured. */
export interface Measures {
  /** Time without an answer from any server, by the step it fell into. */
  apiGap: Stall | undefined;
  /** Time in which a writer wrote nothing. */
  writerStall: Stall | undefined;
  /** Milliseconds from the old agent's end to the new one's return, for each step. */
  agentDown: Record<string, number>;
  heartbeatGraceMs: number;
  records: number;
  lostRecords: number;
  submitted: number;
}

export interface Verdict {
  go: boolean;
  findings: Finding[];
  measures: Measures;
}

const stop = (rule: string, evidence: string, message: string): Finding => ({
  rule,
  severity: 'stop',
  evidence,
  message,
});

/** Judges a rehearsal by its ledger alone, so that a saved one can be judged again. */
export function judge(entries: readonly Entry[]): Verdict {
  const measures = measure(entries);
  const findings = [
    ...stepFindings(entries),
    ...graceFindings(entries, measures.heartbeatGraceMs),
    ...continuityFindings(entries),
    ...recordFindings(entries),
    ...claimFindings(entries),
    ...workFindings(entries),
    ...registrationFindings(entries),
  ];
  return { go: !findings.some(({ severity }) => severity === 'stop'), findings, measures };
}

function ofKind<T>(entries: readonly Entry[], kind: string): (Entry & T)[] {
  return entries.filter((entry) => entry.kind === kind) as (Entry & T)[];
}

interface StepEnd {
  step: string;
  role: string;
  downMs: number;
  before: string;
  after: string;
}

function stepFindings(entries: readonly Entry[]): Finding[] {
  const ends = ofKind<StepEnd>(entries, 'step-end');
  const failed = ofKind<{ step: string; error: string }>(entries, 'step-failed');
  const plan = ofKind<{ steps: string[] }>(entries, 'plan')[0]?.steps ?? [];
  const undone = plan.filter((name) => ![...ends, ...failed].some(({ step }) => step === name));
  return [
    ...failed.map(({ step, error }) => stop('step-failed', 'step-failed', `${step}: ${error}`)),
    ...ends
      .filter(({ before, after }) => before !== after)
      .map(({ step, role, before, after }) =>
        stop(
          'identity-changed',
          'step-end',
          `${step} came back as another ${role === 'server' ? 'raft peer' : 'node'} (${before}, now ${after}): its data directory was empty`,
        ),
      ),
    ...(plan.length === 0 ? [stop('no-plan', 'plan', 'the ledger holds no rehearsal')] : []),
    ...(undone.length > 0 ? [stop('steps-undone', 'plan', `never reached: ${undone.join(', ')}`)] : []),
  ];
}

function graceFindings(entries: readonly Entry[], graceMs: number): Finding[] {
  return ofKind<StepEnd>(entries, 'step-end')
    .filter(({ role, downMs }) => role === 'client' && downMs > graceMs)
    .map(({ step, downMs }) =>
      stop(
        'heartbeat-grace',
        'step-end',
        `${step}: its agent was away ${downMs} ms, heartbeat_grace is ${graceMs} ms`,
      ),
    );
}

function continuityFindings(entries: readonly Entry[]): Finding[] {
  return ofKind<ContinuityChange & { step: string }>(entries, 'continuity-change').map(
    ({ kind: _, step, change, message }) =>
      stop(`task-${String(change)}`, 'continuity-change', `${step}: ${message}`),
  );
}

/** Sequences that a writer had acknowledged and that are not in the volume. */
export function lostRecords({ records, acknowledged }: WrittenRecords): string[] {
  const there = Map.groupBy(records, ({ allocation }) => allocation);
  return Object.entries(acknowledged).flatMap(([allocation, last]) => {
    const seen = new Set((there.get(allocation) ?? []).map(({ sequence }) => sequence));
    const all = Array.from({ length: last }, (_, at) => at + 1);
    return all.filter((sequence) => !seen.has(sequence)).map((sequence) => `${allocation} ${sequence}`);
  });
}

function recordFindings(entries: readonly Entry[]): Finding[] {
  const volumes = ofKind<WrittenRecords>(entries, 'volume-records');
  if (volumes.length === 0)
    return [stop('records-unread', 'volume-records', 'the volumes could not be read at the end')];
  return volumes.flatMap((volume) => {
    const lost = lostRecords(volume);
    const twoWriters = volume.singleWriter ? overlappingWriters(volume.records) : [];
    const silent = Object.values(volume.acknowledged).filter((last) => last === 0).length;
    return [
      ...(lost.length > 0
        ? [
            stop(
              'record-lost',
              'volume-records',
              `volume ${volume.volume} lost ${lost.length} acknowledged records: ${lost.slice(0, 5).join(', ')}`,
            ),
          ]
        : []),
      ...twoWriters.map(([a, b]) =>
        stop(
          'two-writers',
          'volume-records',
          `volume ${volume.volume} had two writers at once: ${a.allocation} on ${a.node} and ${b.allocation} on ${b.node}`,
        ),
      ),
      ...(silent > 0 || volume.records.length === 0
        ? [
            stop(
              'no-records',
              'volume-records',
              `a writer of volume ${volume.volume} never wrote: nothing was proven of it`,
            ),
          ]
        : []),
    ];
  });
}

function claimFindings(entries: readonly Entry[]): Finding[] {
  const probes = ofKind<{ step: string; volume: string; admitted: string[]; reasons: string[] }>(
    entries,
    'claim-probe',
  );
  if (probes.length === 0) return [stop('claims-unprobed', 'claim-probe', 'no second writer was ever tried')];
  return probes.flatMap(({ step, volume, admitted, reasons }) => {
    if (admitted.length > 0) {
      return [
        stop(
          'second-writer',
          'claim-probe',
          `${step}: a second writer of ${volume} was admitted: ${admitted.join(', ')}`,
        ),
      ];
    }
    const named = reasons.some((reason) => reason.includes('exhausted its available writer claims'));
    return named
      ? []
      : [
          stop(
            'refusal-reason',
            'claim-probe',
            `${step}: a second writer was not placed, for another reason: ${reasons.join('; ') || 'none was given'}`,
          ),
        ];
  });
}

function workFindings(entries: readonly Entry[]): Finding[] {
  const lost = ofKind<{ jobs: string[] }>(entries, 'submit-lost').flatMap(({ jobs }) => jobs);
  const conformance = ofKind<{ step: string; passed: number; failed: number }>(entries, 'conformance');
  const poststops = ofKind<{ allocations: string[] }>(entries, 'poststop-broken').flatMap(
    ({ allocations }) => allocations,
  );
  const launches = ofKind<{ launches: number; expected: number }>(entries, 'periodic');
  return [
    ...(lost.length > 0
      ? [
          stop(
            'job-lost',
            'submit-lost',
            `${lost.length} accepted jobs never ran: ${lost.slice(0, 5).join(', ')}`,
          ),
        ]
      : []),
    ...conformance
      .filter(({ failed, passed }) => failed > 0 || passed === 0)
      .map(({ step, failed, passed }) =>
        stop('conformance', 'conformance', `${step}: ${failed} of ${failed + passed} suites' tests failed`),
      ),
    ...(poststops.length > 0
      ? [stop('poststop', 'poststop-broken', `poststop did not end well in ${poststops.join(', ')}`)]
      : []),
    ...launches
      .filter(({ launches, expected }) => launches < expected)
      .map(({ launches, expected }) =>
        stop(
          'periodic',
          'periodic',
          `the periodic job was launched ${launches} times, at least ${expected} were due`,
        ),
      ),
  ];
}

/** What only fails between versions is no reason to stay, but to know: it is over with the last step. */
function registrationFindings(entries: readonly Entry[]): Finding[] {
  return refusedTypes(ofKind<Registration>(entries, 'registration')).map(({ type, reason, at, lasting }) => ({
    rule: 'registration-refused',
    severity: lasting ? 'stop' : 'note',
    evidence: 'registration',
    message: `${type} jobs were taken before and refused at ${at.join(', ')}: ${reason}`,
  }));
}

function measure(entries: readonly Entry[]): Measures {
  const spans = stepSpans(entries);
  const answered = ofKind<{ ok: boolean }>(entries, 'api').filter(({ ok }) => ok);
  const volumes = ofKind<WrittenRecords>(entries, 'volume-records');
  const clock = ofKind<{ uptime: number }>(entries, 'clock')[0];
  const offset = clock ? clock.mono - clock.uptime * 1e9 : 0;
  const stalls = volumes.flatMap(({ records }) =>
    [...Map.groupBy(records, ({ allocation }) => allocation).values()].flatMap(
      (own) =>
        longestGap(
          own.map(({ at }) => at * 1e9 + offset),
          spans,
        ) ?? [],
    ),
  );
  return {
    apiGap: longestGap(
      answered.map(({ mono }) => mono),
      spans,
    ),
    writerStall: stalls.sort((a, b) => b.ms - a.ms)[0],
    agentDown: Object.fromEntries(
      ofKind<StepEnd>(entries, 'step-end').map(({ step, downMs }) => [step, downMs]),
    ),
    heartbeatGraceMs: ofKind<{ heartbeatGraceMs: number }>(entries, 'plan')[0]?.heartbeatGraceMs ?? 0,
    records: volumes.reduce((sum, { records }) => sum + records.length, 0),
    lostRecords: volumes.reduce((sum, volume) => sum + lostRecords(volume).length, 0),
    submitted: ofKind<{ ok: boolean }>(entries, 'submit').filter(({ ok }) => ok).length,
  };
}

function stepSpans(entries: readonly Entry[]): StepSpan[] {
  const ends = entries.filter(({ kind }) => kind === 'step-end' || kind === 'step-failed');
  return ofKind<{ step: string }>(entries, 'step-begin').map(({ step, mono }) => ({
    step,
    begin: mono,
    end: ends.find((end) => end.step === step)?.mono ?? Number.POSITIVE_INFINITY,
  }));
}
