import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { readVolumeSpec } from '../csi/index.ts';
import type { Ledger } from '../evidence/index.ts';
import type { CsiVolume, Job, NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { CleanupStack } from './cleanup.ts';
import { jobsFolder, parseJob, readJobFile, variablesFor } from './job-file.ts';
import { purgeJob } from './purge.ts';
import { Submitted } from './submitted.ts';
import { deleteVolume } from './volumes.ts';

const evaluationTimeoutMs = 60_000;

export interface ScopeOptions {
  readonly cluster: StartedNomadCluster;
  readonly nomad: NomadClient;
  readonly ledger: Ledger;
  /** A short word for ids, such as the test file's name. */
  readonly label: string;
  /** Aborts the waits of the test; cleanup has its own time limits. */
  readonly signal: AbortSignal;
}

/** All that one test puts into the cluster, under ids of its own, and its way out again. */
export class Scope {
  /** Unique, and valid in job and volume ids. */
  readonly id: string;
  readonly signal: AbortSignal;
  readonly #options: ScopeOptions;
  readonly #cleanup = new CleanupStack();
  readonly #jobs = new Set<string>();
  readonly #volumes = new Set<string>();

  constructor(options: ScopeOptions) {
    this.#options = options;
    this.signal = options.signal;
    this.id = `${slug(options.label)}-${randomBytes(4).toString('hex')}`;
  }

  /** Ids of the jobs and volumes of this scope, for the failure bundle. */
  get contents(): { jobs: string[]; volumes: string[] } {
    return { jobs: [...this.#jobs], volumes: [...this.#volumes] };
  }

  /** An id of this scope: `<scope id>-<suffix>`. */
  name(suffix: string): string {
    return `${this.id}-${suffix}`;
  }

  /**
   * Parses `jobs/<file>` on the server. `job_id` is a name of this scope and `image` the cluster's job image,
   * unless given. The job is purged at the end, whoever registers it.
   */
  async job(file: string, vars: Record<string, string> = {}): Promise<Job> {
    // A test that ran out of time must not put anything into the cluster after its cleanup.
    this.signal.throwIfAborted();
    const hcl = readJobFile(file);
    const { nomad, cluster, ledger } = this.#options;
    const defaults = { job_id: this.name(basename(file, '.nomad.hcl')), image: cluster.images.job };
    const job = await parseJob(nomad, file, hcl, variablesFor(file, hcl, defaults, vars));
    if (!this.#jobs.has(job.ID)) {
      this.#jobs.add(job.ID);
      this.defer(`purge job ${job.ID}`, () => purgeJob(nomad, job.ID, ledger));
    }
    return job;
  }

  /** Parses and registers `jobs/<file>`; returns when its first evaluation is done, placed or not. */
  async run(file: string, vars: Record<string, string> = {}): Promise<Submitted> {
    return await this.submit(await this.job(file, vars));
  }

  /** Registers a job made by `job()` and maybe changed since; returns when its evaluation is done. */
  async submit(job: Job): Promise<Submitted> {
    this.signal.throwIfAborted();
    const { nomad, ledger } = this.#options;
    const { EvalID } = await nomad.jobs.register(job);
    ledger.append('job-registered', { scope: this.id, job: job.ID, evaluation: EvalID });
    const limits = { timeoutMs: evaluationTimeoutMs, signal: this.signal };
    const evaluation = await waits.evaluationDone(nomad, EvalID, limits);
    return new Submitted(nomad, job.ID, evaluation, this.signal);
  }

  /**
   * Creates the volume of `jobs/<file>`. `volume_id` is a name of this scope unless given. At the end its claims
   * must be released, and it is deleted.
   */
  async volume(file: string, vars: Record<string, string> = {}): Promise<CsiVolume> {
    this.signal.throwIfAborted();
    const { nomad, ledger } = this.#options;
    const path = join(jobsFolder, file);
    const defaults = { volume_id: this.name(basename(file, '.volume.hcl')) };
    const spec = await readVolumeSpec(path, variablesFor(file, readJobFile(file), defaults, vars));
    this.trackVolume(spec.ID);
    const volume = await nomad.volumes.create(spec);
    ledger.append('volume-created', { scope: this.id, volume: spec.ID });
    return volume;
  }

  /** Deletes the volume at the end, for tests that create or register it themselves. */
  trackVolume(id: string): void {
    if (this.#volumes.has(id)) return;
    this.#volumes.add(id);
    this.defer(`delete volume ${id}`, () => deleteVolume(this.#options.cluster, id));
  }

  /** Adds a cleanup step. Steps run last first. */
  defer(name: string, step: () => Promise<unknown> | unknown): void {
    this.#cleanup.defer(name, step);
  }

  /** Undoes everything; goes on after errors and throws them together. */
  async end(): Promise<void> {
    await this.#cleanup.run();
  }
}

/** A word that is safe in ids and short enough to read: `prestart-download` of a path to prestart-download.e2e.ts. */
function slug(label: string): string {
  const word = basename(label).replace(/\.(solo\.)?e2e\.ts$/, '');
  return word
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 24);
}
