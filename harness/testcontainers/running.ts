import { resolve } from 'node:path';
import { nomadEnvironment, type StartedNomadCluster } from '../cluster/index.ts';
import { parseJob, readJobFile, Submitted, variablesFor } from '../jobs/index.ts';
import type { HclVariables, NomadClient } from '../nomad/index.ts';

/** A cluster that runs until it is disposed of: `await using cluster = await new NomadCluster().start()`. */
export class RunningNomadCluster implements AsyncDisposable {
  /** Nomad's HTTP API, with the management token. */
  readonly nomad: NomadClient;
  readonly #cluster: StartedNomadCluster;
  readonly #all: AsyncDisposable;
  readonly #end = new AbortController();

  constructor(cluster: StartedNomadCluster, all: AsyncDisposable) {
    this.#cluster = cluster;
    this.#all = all;
    this.nomad = cluster.nomad;
  }

  /** Address of the HTTP API, on this machine only. */
  get address(): string {
    return this.nomad.address;
  }

  /** The management token. */
  get token(): string {
    return this.#cluster.descriptor.token ?? '';
  }

  /** The version that runs, such as `2.0.5`. */
  get version(): string {
    return this.#cluster.version;
  }

  /** Names of the client nodes. */
  get clients(): readonly string[] {
    return this.#cluster.clients.map(({ name }) => name);
  }

  /** A small Debian image that every client's engine has, for jobs of a machine without a registry. */
  get jobImage(): string {
    return this.#cluster.images.job;
  }

  /** What the stock `nomad` command reads: https://developer.hashicorp.com/nomad/docs/commands#environment-variables */
  get env(): Record<string, string> {
    return nomadEnvironment(this.#cluster);
  }

  /**
   * Registers the job of an HCL file, with these variables, and returns it when its evaluation is done: `running()`, `ended()` and
   * the like wait for its allocations.
   * @throws UsageError JOB_FILE_MISSING, JOB_VARIABLE_UNKNOWN, JOB_INVALID with the file's line; NomadApiError with Nomad's refusal
   */
  async run(file: string, variables: HclVariables = {}): Promise<Submitted> {
    const path = resolve(file);
    const hcl = readJobFile(path);
    const job = await parseJob(this.nomad, path, hcl, variablesFor(path, hcl, {}, variables));
    const { EvalID } = await this.nomad.jobs.register(job);
    return await Submitted.evaluated(this.nomad, job, EvalID, { signal: this.#end.signal });
  }

  /** Removes the cluster, with all that runs on it. */
  async stop(): Promise<void> {
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Error('the cluster was stopped'));
    await this.#all[Symbol.asyncDispose]();
  }
}
