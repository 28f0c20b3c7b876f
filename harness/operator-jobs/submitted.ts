import type { Job } from '../nomad/index.ts';
import type { OperatorsJob } from '../regression/index.ts';
import { execInto } from './exec-into.ts';
import { type JudgeBug, observeKnownIssues } from './known-issues.ts';
import { observe, type Watched } from './observe.ts';
import { watchedJob } from './operator-job.ts';
import { snapshots } from './snapshots.ts';
import type { Stage } from './stage.ts';
import { planAgain, startAgain } from './start-again.ts';
import { stopJobs } from './stop.ts';
import type { ReadyDispatches } from './submit.ts';
import type { WatchedJob } from './watched-job.ts';

interface Submitted {
  watched: Watched;
  /** With the launches and dispatches that were made of them. */
  jobs: readonly Job[];
  /** As they were registered: not what Nomad has made of them. */
  registered: readonly Job[];
  dispatches: ReadyDispatches;
  /** As the operator has them. */
  operators: readonly OperatorsJob[];
}

/** The operator's jobs, running. */
export class SubmittedOperatorJobs {
  /** For the comparison of tasks before and after each step. */
  readonly jobs: WatchedJob[];
  readonly #stage: Stage;
  readonly #submitted: Submitted;

  private constructor(stage: Stage, submitted: Submitted) {
    this.jobs = submitted.jobs.map(watchedJob);
    this.#stage = stage;
    this.#submitted = submitted;
  }

  /** After the first snapshot of them. */
  static async of(stage: Stage, submitted: Submitted): Promise<SubmittedOperatorJobs> {
    const jobs = new SubmittedOperatorJobs(stage, submitted);
    await jobs.observe(snapshots.before);
    return jobs;
  }

  /** Writes what the rules judge to the ledger. */
  async observe(step: string): Promise<void> {
    const { cluster, ledger, signal } = this.#stage;
    await observe(cluster, this.#submitted.watched, { step, ledger, signal });
  }

  /** Runs a command in each running task, before the first step or after that of a client. */
  async exec(step: string, client?: string): Promise<void> {
    await execInto({ step, client }, this.#submitted.watched.jobs, this.#stage);
  }

  /** Stops the jobs between two snapshots, and where it is asked for starts them once more. */
  async stop({ andStart }: { andStart: boolean }): Promise<void> {
    const { cluster, ledger, signal } = this.#stage;
    const { watched, registered, dispatches } = this.#submitted;
    await this.observe(snapshots.end);
    if (andStart) await planAgain(registered, this.#stage);
    await stopJobs(cluster, watched, { ledger, signal });
    await this.observe(snapshots.stopped);
    if (andStart) await startAgain(registered, this.#stage, dispatches);
  }

  /** Judges the known bugs of `version` that apply to the jobs: their suites kill agents and drain clients under whatever runs. */
  async judgeKnownBugs(version: string, judgeBug: JudgeBug): Promise<void> {
    const { ledger, onProgress } = this.#stage;
    await observeKnownIssues(this.#submitted.operators, version, { judgeBug, ledger, onProgress });
  }
}
