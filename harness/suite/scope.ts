import { basename } from 'node:path';
import type { ClientVariation, ClusterNode } from '../cluster/index.ts';
import {
  type CsiVolumeSpec,
  defaultProfile,
  driverJobs,
  fitVolume,
  unfitVolume,
  VolumeFile,
} from '../csi/index.ts';
import {
  type AllocationHistory,
  type BehaviourRecord,
  events,
  type JobAnswer,
  type ShownBug,
} from '../evidence/index.ts';
import { type ActiveFault, type Fault, inject } from '../faults/index.ts';
import { type JobSource, jobPath, parseJob, readJobFile, Submitted, variablesFor } from '../jobs/index.ts';
import {
  type CsiVolume,
  type HclVariables,
  type Job,
  NomadApiError,
  type NomadClient,
} from '../nomad/index.ts';
import { BehaviourRecorder } from './behaviour.ts';
import { CleanupStack } from './cleanup.ts';
import { assertUnlessKnown } from './known-bug.ts';
import { Needs, type NeedsOptions } from './needs.ts';
import { OwnPool } from './own-pool.ts';
import { OwnVolumes } from './own-volumes.ts';
import { purgeJob } from './purge.ts';
import { scopeId } from './scope-id.ts';
import { type ScopeWaits, waitsOf } from './scope-waits.ts';
import { endIfUnstagedLate } from './unstaged-late.ts';

export interface ScopeOptions extends NeedsOptions {
  readonly nomad: NomadClient;
  /** What its ids begin with, so that a defect can be injected in this scope's volumes alone. */
  readonly prefix?: string | undefined;
  /** Aborts the waits of the test; cleanup has its own time limits. */
  readonly signal: AbortSignal;
}

/** Everything a test creates, under unique ids, and its cleanup. */
export class Scope extends Needs {
  readonly signal: AbortSignal;
  /** Waits of this test, which end when it is aborted. */
  readonly waits: ScopeWaits;
  readonly #options: ScopeOptions;
  readonly #cleanup = new CleanupStack();
  readonly #jobs = new Set<string>();
  readonly #volumes: OwnVolumes;
  readonly #histories: AllocationHistory[] = [];
  readonly #behaviour: BehaviourRecorder;
  readonly #ownPool: OwnPool;
  #known: ShownBug | undefined;

  constructor(options: ScopeOptions) {
    super(scopeId(options.label, options.prefix), options);
    this.#options = options;
    this.signal = options.signal;
    this.waits = waitsOf(options.nomad, options.signal);
    this.#ownPool = new OwnPool(this.id, options, this.#cleanup);
    const judge = (bug: string, good: () => void) => this.knownBug(bug, good);
    this.#volumes = new OwnVolumes({ ...options, id: this.id }, this.#cleanup, judge);
    this.#behaviour = new BehaviourRecorder(options.nomad);
  }

  /** Ids of the jobs and volumes of this scope, for the failure bundle. */
  get contents(): { jobs: string[]; volumes: string[] } {
    return { jobs: [...this.#jobs], volumes: [...this.#volumes.ids] };
  }

  /** The allocations of those of its jobs that are gone, as the ledger has them: each once, when it had ended. */
  get histories(): readonly AllocationHistory[] {
    return this.#histories;
  }

  /** What Nomad has done with it so far; of jobs, what they were when they had ended. */
  get behaviour(): Omit<BehaviourRecord, 'test' | 'passed'> {
    return { scope: this.id, ...this.#behaviour.observed };
  }

  /** An id of this scope: `<scope id>-<suffix>`. */
  name(suffix: string): string {
    return `${this.id}-${suffix}`;
  }

  /**
   * Parses `jobs/<file>`, or the HCL that is given, on the server. `job_id` is a name of this scope and `image` the cluster's
   * job image, unless given. The job is purged at the end, whoever registers it.
   */
  async job(source: JobSource, vars: HclVariables = {}): Promise<Job> {
    const { name, hcl, variables } = this.#read(source, vars);
    const { nomad, cluster } = this.#options;
    const job = await parseJob(nomad, name, hcl, variables);
    const unfit = cluster.unfitJob(job);
    this.needs(unfit === undefined, unfit ?? '');
    this.#trackJob(job.ID, name, vars);
    return cluster.adopt(job);
  }

  /**
   * What Nomad says to a job when it is asked to parse, to validate and to plan it, up to the first refusal. A
   * job that the plan refuses is also registered, which must be refused, too.
   */
  async check(source: JobSource): Promise<readonly JobAnswer[]> {
    const { name, hcl, variables } = this.#read(source, {});
    const { jobs } = this.#options.nomad;
    const id = variables.job_id;
    this.#trackJob(id, name, {});
    const ask = <T extends object>(call: JobAnswer['call'], work: () => Promise<T>) =>
      refusable(this.#behaviour.asked(id, call, work));
    const job = await ask('parse', () => jobs.parse(hcl, variables));
    if (job) {
      await ask('validate', () => jobs.validate(job));
      if (!(await ask('plan', () => jobs.plan(job)))) await ask('register', () => jobs.register(job));
    }
    return this.#behaviour.answersTo(id);
  }

  /** Notes which fields Nomad has in an answer about `api`, for the comparison of versions. */
  noteFields(api: string, answer: unknown): void {
    this.#behaviour.fields(api, answer);
  }

  /** Parses and registers `jobs/<file>`, or the file of an absolute path; returns when its first evaluation is done, placed or not. */
  async run(source: JobSource, vars: HclVariables = {}): Promise<Submitted> {
    return await this.submit(await this.job(source, vars));
  }

  /** As `run`, on the clients that `addClient` has added. */
  async runApart(file: string, vars: HclVariables = {}): Promise<Submitted> {
    return await this.submit({ ...(await this.job(file, vars)), NodePool: this.id });
  }

  /** Registers a job made by `job()` and maybe changed since; returns when its evaluation is done. */
  async submit(job: Job): Promise<Submitted> {
    this.signal.throwIfAborted();
    const { nomad, ledger } = this.#options;
    const { EvalID } = await this.#behaviour.asked(job.ID, 'register', () => nomad.jobs.register(job));
    ledger.append(events.jobRegistered, { scope: this.id, job: job.ID, evaluation: EvalID });
    const notSetUp = endIfUnstagedLate(this.#options, (bug, good) => this.knownBug(bug, good));
    return await Submitted.evaluated(nomad, job, EvalID, { signal: this.signal, notSetUp });
  }

  /**
   * Creates the volume of `jobs/<file>` as `volumeSpec` reads it. At the end its claims must be released, and it is
   * deleted.
   */
  async volume(file: string, vars: Record<string, string> = {}): Promise<CsiVolume> {
    this.signal.throwIfAborted();
    const { ledger } = this.#options;
    const spec = await this.volumeSpec(file, vars);
    const volume = await this.#volumes.create(spec);
    const modes = spec.RequestedCapabilities.map(({ AccessMode }) => AccessMode);
    ledger.append(events.volumeCreated, { scope: this.id, volume: spec.ID, modes });
    return volume;
  }

  /**
   * Reads `jobs/<file>` as the driver's profile needs it. `volume_id` is a name of this scope and `plugin_id` the
   * profile's, unless given. Skips the rest of the test when the driver has no such volume.
   */
  async volumeSpec(file: string, vars: Record<string, string> = {}): Promise<CsiVolumeSpec> {
    const { driver } = this.#options;
    const defaults = {
      volume_id: this.name(basename(file, '.volume.hcl')),
      plugin_id: driver.plugin_id,
    };
    const hcl = readJobFile(file);
    const volume = await VolumeFile.parse(jobPath(file), hcl);
    const spec = volume.spec(variablesFor(file, hcl, defaults, vars));
    const unfit = unfitVolume(driver, spec);
    this.needs(unfit === undefined, unfit ?? '');
    this.#behaviour.from(spec.ID, file, vars);
    return fitVolume(driver, spec);
  }

  /**
   * The jobs of the driver under a plugin id of the test's own: one, or where it is `split` that of the controller and
   * that of the node plugins. Skips the rest of the test when the driver does not run so.
   */
  async driverJobs(pluginId: string): Promise<[Job]>;
  async driverJobs(pluginId: string, shape: 'split'): Promise<[controller: Job, node: Job]>;
  async driverJobs(pluginId: string, shape: 'monolith' | 'split'): Promise<Job[]>;
  async driverJobs(pluginId: string, shape: 'monolith' | 'split' = 'monolith'): Promise<Job[]> {
    this.needsDriver({ shape });
    this.needsCluster('driver jobs');
    const { cluster, driver } = this.#options;
    const jobs = driverJobs(driver, { pluginId, ownImage: cluster.images.csiPlugin, shape });
    return await Promise.all(jobs.map(({ file, vars }) => this.job(file, vars)));
  }

  /** Deletes the volume at the end, for tests that create or register it themselves. */
  trackVolume(id: string): void {
    this.#volumes.add(id);
  }

  #read(source: JobSource, vars: HclVariables) {
    // A test that ran out of time must not put anything into the cluster after its cleanup.
    this.signal.throwIfAborted();
    const { name, hcl } = typeof source === 'string' ? { name: source, hcl: readJobFile(source) } : source;
    const { cluster } = this.#options;
    const job_id = this.name(basename(name, '.nomad.hcl'));
    const variables = variablesFor(name, hcl, { job_id, image: cluster.images.job }, vars);
    return { name, hcl, variables: { job_id, ...variables } };
  }

  #trackJob(id: string, file: string, vars: HclVariables): void {
    if (this.#jobs.has(id)) return;
    this.#jobs.add(id);
    this.#behaviour.from(id, file, vars);
    const { nomad, ledger, cluster } = this.#options;
    const ended = (child: string) => this.#behaviour.job(child);
    const kept = (history: AllocationHistory) => void this.#histories.push(history);
    const options = { ledger, ended, kept, version: cluster.version };
    this.defer(`purge job ${id}`, () => purgeJob(nomad, id, options));
  }

  /**
   * Adds a client in the node pool of this scope (`id`), which only jobs that name it run in, so that other tests may
   * run beside. It is taken out again at the end, and with the last one the pool. Needs Nomad 1.6.
   */
  async addClient(variation: ClientVariation = {}): Promise<ClusterNode> {
    this.needsMachines('it adds a client');
    this.needsNomad('1.6.0', 'node pools');
    return await this.#ownPool.addClient(variation);
  }

  /**
   * Injects a fault. It is undone at the end of the test at the latest, before all that was made earlier. Skips the rest of
   * the test where this machine cannot have it; the result then says why.
   */
  async inject(fault: Fault): Promise<ActiveFault> {
    this.needsMachines(`it injects the fault "${fault.name}"`);
    const { name } = this.#options.driver;
    this.needs(
      name === defaultProfile,
      `faults are made for driver profile ${defaultProfile}, and this is ${name}`,
    );
    const reason = await fault.available?.();
    this.needs(reason === undefined, `fault "${fault.name}" is not available on this machine: ${reason}`);
    const active = await inject(fault, this.#options);
    this.defer(`undo "${fault.name}"`, () => active.undo());
    return active;
  }

  /**
   * Asserts the good behaviour of a known bug (`harness/regression/rows`): `good` calls `expect`, and nothing else.
   * Where the version is known to have the bug, its failure ends the test as `known`, and success fails it. Clean up
   * before: what follows runs in both cases.
   * @throws BehaviourError KNOWN_BUG_ABSENT, UsageError KNOWN_BUG_INVALID, and what `good` throws for any other reason
   */
  knownBug(id: string, good: () => void): void {
    const shown = assertUnlessKnown(id, good, this.#options.cluster);
    this.#known ??= shown;
  }

  /** The known bug that this test has shown. */
  get known(): ShownBug | undefined {
    return this.#known;
  }

  /**
   * Says that a rule which holds in every run (docs/reference.md) is to be broken in this test's own volumes, and why: a finding of
   * it is a note then, and the test's own assertions judge.
   */
  expects(rule: 'two-writers' | 'claim-history', why: string): void {
    this.#options.ledger.append(events.expected, { scope: this.id, rule, why });
  }

  /** Adds a cleanup step. Steps run last first. */
  defer(name: string, step: () => Promise<unknown> | unknown): void {
    this.#cleanup.defer(name, step);
  }

  /** Undoes everything; goes on after errors and throws them together. A failed test waits for no claim that is long in coming. */
  async end({ failed = false }: { failed?: boolean } = {}): Promise<void> {
    await using volumes = this.#volumes;
    if (failed) volumes.hurry();
    for (const id of volumes.ids) await this.#behaviour.volume(id);
    await this.#cleanup.run();
  }
}

/** Undefined where Nomad refuses, with its reason. */
async function refusable<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch((error: unknown) => {
    if (error instanceof NomadApiError) return undefined;
    throw error;
  });
}
