import { basename } from 'node:path';
import { type StepCost, stepCosts } from '../../disruption/index.ts';
import { type Entry, events, type Release } from '../../evidence/index.ts';
import {
  type Finding,
  type Outcome,
  type RunKind,
  type RunVerdict,
  testRules,
  verdictWord,
} from '../../judge/index.ts';
import type { PageData } from '../timeline/data.ts';
import { counted } from '../words.ts';
import { type Clock, clockOf } from './clock.ts';
import { type Decision, decisionOf } from './decision.ts';
import { runTimeline } from './run-timeline.ts';
import { type Runbook, runbookOf } from './runbook.ts';
import { submittedOf, testTimeline } from './test-timeline.ts';
import { type TestReport, testsOf } from './tests.ts';
import { type TimeReport, timeOf } from './time.ts';
import { troubleLanes } from './troubles.ts';
import {
  type AnewReport,
  anewOf,
  type LeaderReport,
  leadersOf,
  type StepReport,
  stepsOf,
} from './upgrade.ts';
import { type VolumeReport, volumesOf } from './volumes.ts';

/** What a report is made from. */
export interface ReportInput {
  /** Folder of the run; its name is the run's id. */
  folder: string;
  entries: readonly Entry[];
  verdict: RunVerdict;
}

/** A run as its reports show it. */
export interface Report {
  id: string;
  kind: RunKind;
  /** In a word: `GO`, `NO-GO`, `UNKNOWN`, `passed`, `failed`, `unknown` or `interrupted`. */
  verdict: string;
  outcome: Outcome;
  /** `Nomad 1.9.4 to 1.11.3, in place` */
  subject: string;
  counts: Record<TestReport['status'], number>;
  /** Those that are not a test, which is shown as such. */
  findings: readonly Finding[];
  tests: readonly TestReport[];
  steps: readonly StepReport[];
  /** What to do, and how; of a rehearsal only. */
  decision: Decision | undefined;
  runbook: Runbook | undefined;
  /** What each step cost, in full. */
  costs: readonly StepCost[];
  leaders: readonly LeaderReport[];
  anew: readonly AnewReport[];
  /** Rounds of chaos that came to their end. */
  rounds: number;
  volumes: readonly VolumeReport[];
  releases: readonly Release[];
  time: TimeReport;
  began: number;
  durationMs: number;
  page: PageData;
}

/** Reads a ledger and the verdict on it as a report, which judges nothing itself. */
export function reportOf({ folder, entries, verdict }: ReportInput): Report {
  const clock = clockOf(entries);
  const tests = testsOf(entries, clock);
  const volumes = volumesOf(entries, clock);
  const costs = stepCosts(entries);
  const steps = stepsOf(entries, costs, clock);
  const troubles = troubleLanes(entries, clock);
  const others = verdict.findings.filter(({ rule }) => !testRules.includes(rule));
  const findings = [...others, ...runNotes(entries)];
  const ground = { submitted: submittedOf(entries, clock), volumes, troubles, clock };
  return {
    ...{ id: basename(folder), kind: verdict.kind, outcome: verdict.outcome, verdict: verdictWord(verdict) },
    ...{ subject: subjectOf(entries), counts: countsOf(tests, entries), tests, steps, volumes },
    costs,
    leaders: leadersOf(entries),
    anew: anewOf(entries),
    findings,
    decision: decisionOf({ entries, findings, steps, tests }),
    runbook: runbookOf(entries, steps),
    rounds: events.chaosRound.of(entries).length,
    releases: events.claimReleased.of(entries),
    time: timeOf(entries, tests),
    ...{ began: clock.began, durationMs: clock.ended },
    page: pageOf(clock, tests, runTimeline({ ...ground, entries, tests, steps }), ground),
  };
}

function pageOf(
  clock: Clock,
  tests: readonly TestReport[],
  run: PageData['run'],
  ground: Parameters<typeof testTimeline>[1],
): PageData {
  const timelines = tests
    .filter(({ scope }) => scope !== '')
    .map((test) => [test.number, testTimeline(test, ground)]);
  return { began: clock.began, run, tests: Object.fromEntries(timelines) };
}

/** Tests that vitest counts and the ledger cannot name (unit tests, csi-sanity) are in the run's end. */
function countsOf(tests: readonly TestReport[], entries: readonly Entry[]): Report['counts'] {
  const counts = { passed: 0, known: 0, failed: 0, skipped: 0, unfinished: 0 };
  for (const { status } of tests) counts[status] += 1;
  const [ended] = events.runEnded.of(entries);
  const { known = counts.known, ...told } = ended?.counts ?? {};
  return { ...counts, ...told, known };
}

function subjectOf(entries: readonly Entry[]): string {
  const [engine] = events.nodeEngine.of(entries);
  return `${clusterOf(entries)}${engine ? `, Docker ${engine.version} in the nodes` : ''}`;
}

function clusterOf(entries: readonly Entry[]): string {
  const [plan] = events.plan.of(entries);
  if (plan) {
    return `Nomad ${plan.from} to ${plan.to}, ${plan.mode === 'drain' ? 'clients drained' : 'in place'}`;
  }
  const [run] = events.run.of(entries);
  if (!run) return 'Nomad';
  const { versions, servers, clients, attached } = run;
  if (attached !== undefined) return `Nomad ${versions.join(' and ')} at ${attached}`;
  return `Nomad ${versions.join(' and ')}, ${counted(servers, 'server')}, ${counted(clients, 'client')}`;
}

/** What is to be known of the binaries that ran, and of what their tasks were allowed. */
function runNotes(entries: readonly Entry[]): Finding[] {
  const [run] = events.run.of(entries);
  const ofBinaries = (run?.binaries ?? []).flatMap(({ notes }) => notes);
  const privileged =
    'docker tasks could be privileged, with all devices of this machine (--allow-privileged): these nodes allow more than those of a run without it';
  const note = (rule: string, message: string): Finding => ({ severity: 'note', rule, message });
  return [
    ...ofBinaries.map((message) => note('nomad-binary', message)),
    ...(run?.allowPrivileged ? [note('allow-privileged', privileged)] : []),
  ];
}
