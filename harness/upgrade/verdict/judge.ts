import { overlappingWriters } from '../../csi/index.ts';
import type { Entry } from '../../evidence/index.ts';
import type { ContinuityChange } from '../continuity.ts';
import { ownFindings } from '../own/index.ts';
import { type Registration, refusedTypes } from '../probes/registration.ts';
import type { WrittenRecords } from '../workload/workload.ts';
import { claimFindings } from './claim-findings.ts';
import { drainFindings } from './drain-findings.ts';
import { type Finding, note, ofKind, type StepEnd, stop } from './finding.ts';
import { lostRecords, type Measures, measure } from './measures.ts';
import { rollbackFindings } from './rollback-findings.ts';

export interface Verdict {
  go: boolean;
  findings: Finding[];
  measures: Measures;
}

/** Judges a rehearsal by its ledger alone, so that a saved one can be judged again. */
export function judge(entries: readonly Entry[]): Verdict {
  const measures = measure(entries);
  const findings = [
    ...stepFindings(entries),
    ...graceFindings(entries, measures.heartbeatGraceMs),
    ...continuityFindings(entries),
    ...recordFindings(entries),
    ...claimFindings(entries),
    ...drainFindings(entries),
    ...workFindings(entries),
    ...registrationFindings(entries),
    ...rollbackFindings(entries),
    ...brokenFindings(entries),
    ...ownFindings(entries),
  ];
  return { go: !findings.some(({ severity }) => severity === 'stop'), findings, measures };
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
    ...ends
      .filter(({ killed }) => killed)
      .map(({ step }) =>
        stop('agent-hangs', 'step-end', `${step}: the old agent did not end on SIGTERM and was killed`),
      ),
    ...(plan.length === 0 ? [stop('no-plan', 'plan', 'the ledger holds no rehearsal')] : []),
    ...(undone.length > 0 ? [stop('steps-undone', 'plan', `never reached: ${undone.join(', ')}`)] : []),
  ];
}

function graceFindings(entries: readonly Entry[], graceMs: number): Finding[] {
  return (
    ofKind<StepEnd>(entries, 'step-end')
      // From a drained client nothing can be taken.
      .filter(({ role, drained, downMs }) => role === 'client' && !drained && downMs > graceMs)
      .map(({ step, downMs }) =>
        stop(
          'heartbeat-grace',
          'step-end',
          `${step}: its agent was away ${downMs} ms, heartbeat_grace is ${graceMs} ms`,
        ),
      )
  );
}

function continuityFindings(entries: readonly Entry[]): Finding[] {
  const changes = ofKind<ContinuityChange & { step: string; planned?: boolean }>(
    entries,
    'continuity-change',
  );
  const failed = ofKind<{ step: string; allocations: string[] }>(entries, 'allocations-failed');
  return [
    ...changes
      .filter(({ planned }) => !planned)
      .map(({ step, change, message }) =>
        stop(`task-${String(change)}`, 'continuity-change', `${step}: ${message}`),
      ),
    ...changes
      .filter(({ planned, change }) => planned && String(change) === 'lost')
      .map(({ step, message }) =>
        note(
          'drained-work-stopped',
          'continuity-change',
          `${step}: ${message}: a drain stopped it and nothing has started it elsewhere`,
        ),
      ),
    ...failed.map(({ step, allocations }) =>
      stop('allocation-failed', 'allocations-failed', `${step}: ${allocations.join(', ')}`),
    ),
  ];
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

function workFindings(entries: readonly Entry[]): Finding[] {
  const lost = ofKind<{ jobs: string[] }>(entries, 'submit-lost').flatMap(({ jobs }) => jobs);
  const conformance = ofKind<{ step: string; passed: number; failed: number }>(entries, 'conformance');
  const poststops = ofKind<{ allocations: string[] }>(entries, 'poststop-broken').flatMap(
    ({ allocations }) => allocations,
  );
  const stuck = ofKind<{ step: string; error?: string }>(entries, 'rollout').filter(({ error }) => error);
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
    ...stuck.map(({ step, error }) =>
      stop('rollout-stuck', 'rollout', `${step}: a changed system job did not come to its end: ${error}`),
    ),
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

/** Tests that either version passes when it is started afresh. */
function brokenFindings(entries: readonly Entry[]): Finding[] {
  return ofKind<{ brokenByUpgrade: string[] }>(entries, 'behaviour-diff').flatMap(({ brokenByUpgrade }) =>
    brokenByUpgrade.map((test) =>
      stop(
        'broken-by-upgrade',
        'behaviour-diff',
        `passes on both versions and fails after the upgrade: ${test}`,
      ),
    ),
  );
}
