import { aclApi, agentApi, namespacesApi, operatorApi, statusApi, variablesApi } from './administration.ts';
import { allocationsApi } from './allocations.ts';
import { type BlockingOptions, blocking } from './blocking.ts';
import { EventStream } from './event-stream.ts';
import { jobsApi } from './jobs.ts';
import { nodesApi } from './nodes.ts';
import { deploymentsApi, evaluationsApi } from './scheduling.ts';
import { type Indexed, type NomadClientOptions, Transport } from './transport.ts';
import { pluginsApi, volumesApi } from './volumes.ts';

/** The connections of a client. */
class Connected {
  /** For paths without a method here. */
  readonly http: Transport;

  constructor(options: NomadClientOptions) {
    this.http = new Transport(options);
  }
}

/**
 * Nomad's HTTP API at one address, by area. Every call rejects with NomadApiError for an answer that is not 2xx,
 * NomadUnreachableError for none, and the signal's reason on abort. Dispose it: open connections keep Node alive.
 */
export class NomadClient extends Connected implements AsyncDisposable {
  readonly address = this.http.address;
  /** Changes of jobs, evaluations, allocations, deployments and nodes, shared by all waits on this client. */
  readonly events = new EventStream(this.http);
  readonly jobs = jobsApi(this.http);
  readonly evaluations = evaluationsApi(this.http);
  readonly allocations = allocationsApi(this.http);
  readonly deployments = deploymentsApi(this.http);
  readonly nodes = nodesApi(this.http);
  readonly volumes = volumesApi(this.http);
  readonly plugins = pluginsApi(this.http);
  readonly namespaces = namespacesApi(this.http);
  readonly acl = aclApi(this.http);
  readonly variables = variablesApi(this.http);
  readonly operator = operatorApi(this.http);
  readonly agent = agentApi(this.http);
  readonly status = statusApi(this.http);
  readonly #options: NomadClientOptions;

  constructor(options: NomadClientOptions) {
    super(options);
    this.#options = options;
  }

  /** A client of its own with other options, such as another server's address or another token; TLS stays. Dispose it. */
  with(options: Partial<NomadClientOptions>): NomadClient {
    return new NomadClient({ ...this.#options, ...options });
  }

  /** A blocking query on any path that supports it. See `blocking`. */
  blocking<T>(path: string, options: BlockingOptions = {}): Promise<Indexed<T>> {
    return blocking<T>(this.http, path, options);
  }

  /** Ends the event stream and all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.events[Symbol.asyncDispose]();
    await this.http.close();
  }
}
