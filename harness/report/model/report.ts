import { basename } from 'node:path';
import { type Entry, events, judgeLifecycle, type Release, unreadableInWords } from '../../evidence/index.ts';
import type { Finding } from '../../judge/index.ts';
import type { PageData } from '../timeline/data.ts';
import { counted } from '../words.ts';
import { type Clock, clockOf } from './clock.ts';
import { runTimeline } from './run-timeline.ts';
import { testTimeline } from './test-timeline.ts';
import { type TestReport, testsOf } from './tests.ts';
import { type TimeReport, timeOf } from './time.ts';
import { troubleLanes } from './troubles.ts';
import { type StepReport, stepsOf } from './upgrade.ts';
import { type VolumeReport, volumesOf } from './volumes.ts';

/** The judgement of a rehearsal or of chaos. */
export interface Judgement {
  ok: boolean;
  findings: readonly Finding[];
}

/** What a report is made from. */
export interface ReportInput {
  /** Folder of the run; its name is the run's id. */
  folder: string;
  entries: readonly Entry[];
  /** Of a rehearsal or chaos; suites are judged by their tests. */
  judgement?: Judgement | undefined;
}

/** A run as its reports show it. */
export interface Report {
  id: string;
  kind: 'suites' | 'upgrade' | 'chaos';
  /** `GO`, `NO-GO`, `passed`, `failed`, `nothing ran`, or `interrupted`: then it is of what was run so far. */
  verdict: string;
  ok: boolean;
  /** `Nomad 1.9.4 to 1.11.3, in place` */
  subject: string;
  counts: Record<TestReport['status'], number>;
  findings: readonly Finding[];
  tests: readonly TestReport[];
  steps: readonly StepReport[];
  /** Rounds of chaos that came to their end. */
  rounds: number;
  volumes: readonly VolumeReport[];
  releases: readonly Release[];
  time: TimeReport;
  began: number;
  durationMs: number;
  page: PageData;
}

/** Reads a ledger as a report. */
export function reportOf({ folder, entries, judgement }: ReportInput): Report {
  const clock = clockOf(entries);
  const tests = testsOf(entries, clock);
  const volumes = volumesOf(entries, clock);
  const steps = stepsOf(entries, volumes, clock);
  const troubles = troubleLanes(entries, clock);
  const kind = kindOf(entries);
  const interrupted = entries.some(events.runInterrupted.is);
  // Half a rehearsal is no rehearsal: what is missing is nobody's fault.
  const judged = interrupted ? undefined : judgement;
  const unread = unreadableInWords(entries);
  const findings = [
    ...(judged?.findings ?? unread.map(unreadable)),
    ...brokenRules(entries),
    ...doubleWriters(volumes, tests),
    ...binaryNotes(entries),
  ];
  const counts = countsOf(tests, entries);
  const ok = !interrupted && unread.length === 0 && (judged ? judged.ok : suitesOk(counts, findings));
  const ground = { entries, volumes, troubles, clock };
  return {
    ...{ id: basename(folder), kind, ok, verdict: interrupted ? 'interrupted' : verdictOf(kind, ok, counts) },
    ...{ subject: subjectOf(entries), counts, findings, tests, steps, volumes },
    rounds: events.chaosRound.of(entries).length,
    releases: events.claimReleased.of(entries),
    time: timeOf(entries, tests),
    ...{ began: clock.began, durationMs: clock.ended },
    page: pageOf(clock, tests, runTimeline({ ...ground, tests, steps }), ground),
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

function kindOf(entries: readonly Entry[]): Report['kind'] {
  if (entries.some(events.plan.is)) return 'upgrade';
  return entries.some(events.chaosBegin.is) ? 'chaos' : 'suites';
}

/** Tests that vitest counts and the ledger cannot name (unit tests, csi-sanity) are in the run's end. */
function countsOf(tests: readonly TestReport[], entries: readonly Entry[]): Report['counts'] {
  const counts = { passed: 0, known: 0, failed: 0, skipped: 0, unfinished: 0 };
  for (const { status } of tests) counts[status] += 1;
  const [ended] = events.runEnded.of(entries);
  const { known = counts.known, ...told } = ended?.counts ?? {};
  return { ...counts, ...told, known };
}

function suitesOk(counts: Report['counts'], findings: readonly Finding[]): boolean {
  const red = counts.failed + counts.unfinished > 0 || findings.some(({ severity }) => severity === 'stop');
  return counts.passed + counts.known > 0 && !red;
}

function verdictOf(kind: Report['kind'], ok: boolean, counts: Report['counts']): string {
  if (kind === 'upgrade') return ok ? 'GO' : 'NO-GO';
  if (kind === 'suites' && Object.values(counts).every((count) => count === 0)) return 'nothing ran';
  return ok ? 'passed' : 'failed';
}

function subjectOf(entries: readonly Entry[]): string {
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

/** What is to be known of the binaries that ran. */
function binaryNotes(entries: readonly Entry[]): Finding[] {
  const [run] = events.run.of(entries);
  const notes = (run?.binaries ?? []).flatMap(({ notes }) => notes);
  return notes.map((message) => ({ severity: 'note', rule: 'nomad-binary', message }));
}

/** The judge of a rehearsal or of chaos says so itself. */
const unreadable = (message: string): Finding => ({ severity: 'stop', rule: 'ledger-unreadable', message });

function brokenRules(entries: readonly Entry[]): Finding[] {
  return judgeLifecycle(entries).map(({ rule, message, allocation }) => ({
    severity: 'stop' as const,
    rule,
    message: `${message} (allocation ${allocation})`,
  }));
}

/** A suite may expect them, such as one that cuts a node off: then they are a note, and its own assertions judge. */
function doubleWriters(volumes: readonly VolumeReport[], tests: readonly TestReport[]): Finding[] {
  return volumes.flatMap(({ volume, twoWriters }) =>
    twoWriters
      .filter(({ tone }) => tone === 'bad')
      .map(({ from, to }) => {
        const test = tests.find(({ scope }) => scope !== '' && volume.startsWith(scope));
        const expected = test?.status === 'passed' || test?.status === 'known';
        const had = `${volume} had two writers for ${Math.round(to - from)} ms`;
        return {
          severity: expected ? ('note' as const) : ('stop' as const),
          rule: 'two-writers',
          message: expected ? `${had}, and its test is ${test.status}: ${test.title}` : had,
        };
      }),
  );
}
