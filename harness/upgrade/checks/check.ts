import type { ClusterNode } from '../../cluster/index.ts';
import {
  type DataOf,
  type Entry,
  events,
  type Kind,
  type Ledger,
  type TaskRun,
} from '../../evidence/index.ts';
import { type Finding, note, stop } from '../../judge/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import type { SubmittedOperatorJobs, WatchedJob } from '../../operator-jobs/index.ts';
import { knownAs } from '../../regression/index.ts';
import { isBefore } from '../../version/index.ts';
import type { RehearsalOptions, Suites } from '../options.ts';
import type { PlanRequest } from '../plan/request.ts';
import type { Step } from '../steps.ts';
import type { HeldVolume } from '../workload/workload.ts';
import type { FollowedVolume, Writers } from '../workload/writers.ts';
import type { CutOff } from './cut-jobs.ts';

/** A rehearsal under way. */
export interface Stage extends RehearsalOptions {
  steps: readonly Step[];
  canary: ClusterNode;
  volumes: readonly HeldVolume[];
  jobs: readonly (string | WatchedJob)[];
  /** The operator's jobs among them. */
  placed: SubmittedOperatorJobs | undefined;
  writers: Writers;
  /** The client whose identity has a short lifetime, where there is one. */
  apart: Apart | undefined;
  /** When the last of the servers was made the leader, in milliseconds since the epoch. */
  ledAt: number | undefined;
  /** The client that is cut off from the servers, where there is one. */
  cutOff: CutOff | undefined;
  /** When a system job was changed again after a change that had failed, in milliseconds since the epoch. */
  retriedAt: number | undefined;
  /** What is to run after this step. */
  suites: Suites | undefined;
  /** The workload's tasks as they were seen last: before the first step, then after each. */
  tasks: TaskRun[];
  /** When the probes began, in milliseconds since the epoch. */
  probedFrom: number;
  /** The step that is being taken, or was last. */
  current: string;
  /** The jobs that Nomad has accepted since. */
  submitted: Submitted[];
}

/** A job that was accepted while a step was being taken, with when it was asked for, in milliseconds since the epoch. */
export interface Submitted {
  job: string;
  step: string;
  askedAt: number;
}

/** A client that no job of the rehearsal runs on. */
interface Apart {
  node: ClusterNode;
  /** Since when all servers and it have the new version, in milliseconds since the epoch. */
  replacedAt?: number;
}

/** The step of what is seen before the first one. */
export const beforeSteps = 'before';

/** What samples beside the upgrade, until it is stopped. */
export interface Probe extends DataOf<typeof events.probeBegin> {
  run(): Promise<void>;
}

/** What probes work with. */
export interface Beside {
  /** Each with a client that asks no other. */
  servers: readonly { name: string; nomad: NomadClient }[];
  ledger: Ledger;
  stop: AbortSignal;
}

/** Something that a check does; its lines name the step. */
type Act = (step: string, stage: Stage) => Promise<void>;

/** What a check does, and when. */
interface Acts {
  before?: Act;
  /** The agent was replaced, and what comes back with it is waited for next. */
  replaced?: Act;
  /** Tried while what belongs to a client, such as its CSI driver and what was drained from it, comes back. */
  whileReturning?: Act;
  /** What the replaced agent has left, seen when all is back. */
  observe?: Act;
  /** Tried after each step. */
  atEachStep?: Act;
  /** All servers have the new version. */
  afterServers?: Act;
  /** All steps were taken and the probes are over: a leader that is held answers nobody. */
  afterLastStep?: Act;
  /** Whether all steps were taken or not, while the writers go on. */
  atEnd?: Act;
  afterRollback?: Act;
  /** Nothing has to go on any more. */
  readBack?: Act;
}
export type Moment = keyof Acts;

/** What an upgrade must leave as it is: how that is seen, what of it has to be in the ledger, and what speaks against it. */
export interface UpgradeCheck extends Acts {
  name: string;
  /** For the plan, by when it is done. */
  says?(request: PlanRequest): Partial<Record<Moment | 'meanwhile', string>>;
  leaves?: readonly Evidence[];
  /** What samples beside the steps. */
  meanwhile?(stage: Stage, beside: Beside): Probe[];
  rules?: readonly Rule[];
}

/** What the ledger says against the upgrade. */
export type Rule = (entries: readonly Entry[]) => readonly Finding[];

/** Says of each line of a kind what speaks against the upgrade: the finding's name with its message, or with nothing. */
export const rule =
  <Data extends object>(
    grade: typeof stop,
    kind: Kind<Data>,
    says: (line: Data, entries: readonly Entry[]) => Record<string, string | string[] | false | undefined>,
  ): Rule =>
  (entries) =>
    kind
      .of(entries)
      .flatMap((line) => Object.entries(says(line, entries)))
      .flatMap(([name, message]) => [message || []].flat().map((text) => grade(name, kind, text)));

/**
 * As `rule`, of what a bug of Nomad may be the reason of: where the tables have that bug on the version that the upgrade goes from or
 * to, it is known before the upgrade and a note, with what to do; `known` is the grade where a fleet is down by it all the same. On any
 * other version it is a stop.
 */
export const bugRule =
  <Data extends object>(
    kind: Kind<Data>,
    end: 'from' | 'to',
    says: (line: Data, entries: readonly Entry[]) => Record<string, string | false | undefined>,
    known: typeof stop = note,
  ): Rule =>
  (entries) => {
    const version = events.plan.of(entries)[0]?.[end] ?? '';
    const grade: typeof stop = (name, of, message) => {
      const words = knownAs(version, message);
      return (words === '' ? stop : known)(name, of, `${message}${words}`);
    };
    return rule(grade, kind, says)(entries);
  };

/** What decides which evidence a rehearsal owes. */
export interface Owing {
  /** The version that the upgrade goes from, and to. */
  from: string;
  to: string;
  /** Names of the steps, in order. */
  steps: readonly string[];
  servers: readonly string[];
  clients: readonly string[];
  volumes: readonly FollowedVolume[];
  /** Whether a second writer is asked for again and again. */
  claims: boolean;
  rollback: boolean;
  /** Whether jobs of the operator run, too. */
  own: boolean;
}

interface How<Line> {
  /** Whether it is due in this rehearsal; it is, unless given. */
  when?: (owing: Owing) => boolean;
  /** The steps that it is due for; once, unless given. */
  at?: (owing: Owing) => readonly string[];
  /** Where one line is not all: which there have to be, */
  of?: (owing: Owing) => readonly string[];
  /** and which of them a line is. A sample that was not answered is none. */
  seen?: (line: Line) => readonly string[];
}

/** Lines of one kind that a rehearsal owes. */
export interface Evidence extends How<Entry> {
  kind: Kind<object>;
}

/** States what has to be in the ledger. */
export function evidence<Data extends object>(kind: Kind<Data>, { seen, ...how }: How<Data> = {}): Evidence {
  return { kind, ...how, ...(seen && { seen: (entry) => (kind.is(entry) ? seen(entry) : []) }) };
}

/** Whether what came with a version is known on both sides of the upgrade. */
export const bothFrom =
  (since: string) =>
  ({ from, to }: Pick<Owing, 'from' | 'to'>): boolean =>
    !isBefore(from, since) && !isBefore(to, since);

/** What Nomad has had since a version, and why it is not looked at in an upgrade that begins before. */
const feature = (what: string, since: string) => ({
  since,
  reason: (from: string) => `${what} came with Nomad ${since}, and this upgrade begins at ${from}`,
});
export const nodePools = feature('node pools', '1.6.0');
export const disconnectBlock = feature('the disconnect block', '1.8.0');

export const eachStep = ({ steps }: Owing) => steps;
/** To compare with what was before. */
export const fromBefore = ({ steps }: Owing) => [beforeSteps, ...steps];
export const writersOf = ({ volumes }: Owing) =>
  volumes.flatMap(({ writers }) => writers.map(({ job }) => job));

/** Id of the job that a check has at one step: `upgrade-drain` at `1/7 server-1` is `upgrade-drain-1-7-server-1`. */
export const jobAt = (check: string, step: string) => `${check}-${step.replaceAll(/\W+/g, '-')}`;

/**
 * How long an evaluation may take while servers are replaced. One that a worker of the replaced server was given last is taken
 * back after 60 s and offered again 1 s later (nomad#325, nomad#2555), and each next one of its job waits for it.
 */
export const evaluatedWithinMs = 90_000;
