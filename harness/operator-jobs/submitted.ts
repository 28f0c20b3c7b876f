import type { Job } from '../nomad/index.ts';
import type { OperatorsJob } from '../regression/index.ts';
import { type JudgeBug, observeKnownIssues } from './known-issues.ts';
import { observe, type Watched } from './observe.ts';
import { watchedJob } from './operator-job.ts';
import { snapshots } from './snapshots.ts';
import type { Stage } from './stage.ts';
import { stopJobs } from './stop.ts';
import type { WatchedJob } from './watched-job.ts';

interface Submitted {
  watched: Watched;
  /** With the launches and dispatches that were made of them. */
  jobs: readonly Job[];
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

  /** Stops the jobs between two snapshots, and judges the known bugs of `version` that apply to them. */
  async stop(version: string, judgeBug: JudgeBug): Promise<void> {
    const { cluster, ledger, onProgress, signal } = this.#stage;
    await this.observe(snapshots.end);
    await stopJobs(cluster, this.#submitted.watched, { ledger, signal });
    await this.observe(snapshots.stopped);
    await observeKnownIssues(this.#submitted.operators, version, { judgeBug, ledger, onProgress });
  }
}
