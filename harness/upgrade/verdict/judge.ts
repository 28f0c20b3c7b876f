import { type Entry, events } from '../../evidence/index.ts';
import {
  type Finding,
  invariantFindings,
  note,
  stop,
  unknown,
  type Verdict,
  verdictFrom,
} from '../../judge/index.ts';
import { operatorFindings } from '../../operator-jobs/index.ts';
import { refusedTypes } from '../probes/registration.ts';
import { boundFindings } from './bound-findings.ts';
import { claimFindings } from './claim-findings.ts';
import { drainFindings } from './drain-findings.ts';
import { type Measures, measure } from './measures.ts';
import { processFindings } from './process-findings.ts';
import { progressFindings } from './progress-findings.ts';
import { recordFindings } from './record-findings.ts';
import { rollbackFindings } from './rollback-findings.ts';
import { unprovenFindings } from './unproven.ts';
import { silencesOf } from './windows.ts';

/** A verdict on a rehearsal, `good` is GO, with its figures. */
export interface RehearsalVerdict extends Verdict {
  measures: Measures;
}

/** Judges a rehearsal by its ledger alone, so that a saved one can be judged again. */
export function judge(all: readonly Entry[]): RehearsalVerdict {
  // What is after the machine's failure is no evidence.
  const broken = all.findIndex(events.rehearsalBroken.is);
  const entries = broken === -1 ? all : all.slice(0, broken + 1);
  const silences = silencesOf(entries);
  const measures = measure(entries, silences);
  const findings = [
    ...stepFindings(entries),
    ...graceFindings(entries, measures.heartbeatGraceMs),
    ...continuityFindings(entries),
    ...processFindings(entries),
    ...recordFindings(entries),
    ...progressFindings(entries),
    ...boundFindings(entries, { apiGap: measures.apiGap, silences }),
    ...claimFindings(entries),
    ...drainFindings(entries),
    ...suiteFindings(entries),
    ...workFindings(entries),
    ...registrationFindings(entries),
    ...rollbackFindings(entries),
    ...brokenFindings(entries),
    ...operatorFindings(entries),
    ...unprovenFindings(entries),
    ...invariantFindings(all),
  ];
  return { ...verdictFrom(findings), measures };
}

function stepFindings(entries: readonly Entry[]): Finding[] {
  const ends = events.stepEnd.of(entries);
  const failed = events.stepFailed.of(entries);
  const plan = events.plan.of(entries)[0]?.steps ?? [];
  const undone = plan.filter((name) => ![...ends, ...failed].some(({ step }) => step === name));
  return [
    ...failed.map(({ step, error }) => stop('step-failed', events.stepFailed, `${step}: ${error}`)),
    ...events.rehearsalBroken
      .of(entries)
      .map(({ error }) =>
        unknown('rehearsal-broken', events.rehearsalBroken, `not Nomad's failure: ${error}`),
      ),
    ...ends
      .filter(({ before, after }) => before !== after)
      .map(({ step, role, before, after }) =>
        stop(
          'identity-changed',
          events.stepEnd,
          `${step} came back as another ${role === 'server' ? 'raft peer' : 'node'} (${before}, now ${after}): its data directory was empty`,
        ),
      ),
    ...ends
      .filter(({ killed }) => killed)
      .map(({ step }) =>
        stop('agent-hangs', events.stepEnd, `${step}: the old agent did not end on SIGTERM and was killed`),
      ),
    // What ended the rehearsal before them is a finding of its own, or nobody noted it.
    ...(undone.length > 0
      ? [unknown('steps-undone', events.plan, `never reached: ${undone.join(', ')}`)]
      : []),
  ];
}

function graceFindings(entries: readonly Entry[], graceMs: number): Finding[] {
  return (
    events.stepEnd
      .of(entries)
      // From a drained client nothing can be taken.
      .filter(({ role, drained, downMs }) => role === 'client' && !drained && downMs > graceMs)
      .map(({ step, downMs }) =>
        stop(
          'heartbeat-grace',
          events.stepEnd,
          `${step}: its agent was away ${downMs} ms, heartbeat_grace is ${graceMs} ms`,
        ),
      )
  );
}

function continuityFindings(entries: readonly Entry[]): Finding[] {
  const changes = events.continuityChange.of(entries);
  const failed = events.allocationsFailed.of(entries);
  return [
    ...changes
      .filter(({ planned }) => !planned)
      .map(({ step, change, message }) =>
        stop(`task-${change}`, events.continuityChange, `${step}: ${message}`),
      ),
    ...changes
      .filter(({ planned, change }) => planned && change === 'lost')
      .map(({ step, message }) =>
        note(
          'drained-work-stopped',
          events.continuityChange,
          `${step}: ${message}: a drain stopped it and nothing has started it elsewhere`,
        ),
      ),
    ...events.continuity
      .of(entries)
      .filter(({ tasks }) => tasks.length === 0)
      .map(({ step }) =>
        unknown(
          'continuity-unseen',
          events.continuity,
          `${step}: no running task was seen, though writers were to run`,
        ),
      ),
    ...failed.map(({ step, allocations }) =>
      stop('allocation-failed', events.allocationsFailed, `${step}: ${allocations.join(', ')}`),
    ),
  ];
}

function suiteFindings(entries: readonly Entry[]): Finding[] {
  return events.conformance.of(entries).flatMap(({ step, passed, failed }) => {
    const all = passed + failed;
    if (all === 0) return [unknown('conformance', events.conformance, `${step}: no test of the suites ran`)];
    const message = `${step}: ${failed} of ${all} suites' tests failed`;
    return failed > 0 ? [stop('conformance', events.conformance, message)] : [];
  });
}

function workFindings(entries: readonly Entry[]): Finding[] {
  const lost = events.submitLost.of(entries).flatMap(({ jobs }) => jobs);
  const poststops = events.poststopBroken.of(entries).flatMap(({ allocations }) => allocations);
  const stuck = events.rollout.of(entries).filter(({ error }) => error);
  const launches = events.periodic.of(entries);
  return [
    ...(lost.length > 0
      ? [
          stop(
            'job-lost',
            events.submitLost,
            `${lost.length} accepted jobs never ran: ${lost.slice(0, 5).join(', ')}`,
          ),
        ]
      : []),
    ...(poststops.length > 0
      ? [stop('poststop', events.poststopBroken, `poststop did not end well in ${poststops.join(', ')}`)]
      : []),
    ...stuck.map(({ step, error }) =>
      stop(
        'rollout-stuck',
        events.rollout,
        `${step}: a changed system job did not come to its end: ${error}`,
      ),
    ),
    ...launches
      .filter(({ launches, expected }) => launches < expected)
      .map(({ launches, expected }) =>
        stop(
          'periodic',
          events.periodic,
          `the periodic job was launched ${launches} times, at least ${expected} were due`,
        ),
      ),
  ];
}

/** What only fails between versions is no reason to stay, but to know: it is over with the last step. */
function registrationFindings(entries: readonly Entry[]): Finding[] {
  return refusedTypes(events.registration.of(entries)).map(({ type, reason, at, lasting }) => {
    const message = `${type} jobs were taken before and refused at ${at.join(', ')}: ${reason}`;
    return (lasting ? stop : note)('registration-refused', events.registration, message);
  });
}

/** Tests that either version passes when it is started afresh. */
function brokenFindings(entries: readonly Entry[]): Finding[] {
  return events.behaviourDiff
    .of(entries)
    .flatMap(({ brokenByUpgrade }) =>
      brokenByUpgrade.map((test) =>
        stop(
          'broken-by-upgrade',
          events.behaviourDiff,
          `passes on both versions and fails after the upgrade: ${test}`,
        ),
      ),
    );
}
