import { aclApi, agentApi, namespacesApi, operatorApi, statusApi, variablesApi } from './administration.ts';
import { allocationsApi } from './allocations.ts';
import { type BlockingOptions, blocking } from './blocking.ts';
import { EventStream } from './event-stream.ts';
import { jobsApi } from './jobs.ts';
import { nodesApi } from './nodes.ts';
import { deploymentsApi, evaluationsApi } from './scheduling.ts';
import { type Indexed, type NomadClientOptions, Transport } from './transport.ts';
import { pluginsApi, volumesApi } from './volumes.ts';

/**
 * Nomad's HTTP API at one address, by area. Every call rejects with NomadApiError for an answer that is not 2xx,
 * NomadUnreachableError for none, and the signal's reason on abort. Dispose it: open connections keep Node alive.
 */
export class NomadClient implements AsyncDisposable {
  readonly address: string;
  /** Changes of jobs, evaluations, allocations, deployments and nodes, shared by all waits on this client. */
  readonly events: EventStream;
  readonly jobs: ReturnType<typeof jobsApi>;
  readonly evaluations: ReturnType<typeof evaluationsApi>;
  readonly allocations: ReturnType<typeof allocationsApi>;
  readonly deployments: ReturnType<typeof deploymentsApi>;
  readonly nodes: ReturnType<typeof nodesApi>;
  readonly volumes: ReturnType<typeof volumesApi>;
  readonly plugins: ReturnType<typeof pluginsApi>;
  readonly namespaces: ReturnType<typeof namespacesApi>;
  readonly acl: ReturnType<typeof aclApi>;
  readonly variables: ReturnType<typeof variablesApi>;
  readonly operator: ReturnType<typeof operatorApi>;
  readonly agent: ReturnType<typeof agentApi>;
  readonly status: ReturnType<typeof statusApi>;
  /** For paths without a method here. */
  readonly http: Transport;
  readonly #options: NomadClientOptions;

  constructor(options: NomadClientOptions) {
    this.#options = options;
    const http = new Transport(options);
    this.http = http;
    this.address = http.address;
    this.events = new EventStream(http);
    this.jobs = jobsApi(http);
    this.evaluations = evaluationsApi(http);
    this.allocations = allocationsApi(http);
    this.deployments = deploymentsApi(http);
    this.nodes = nodesApi(http);
    this.volumes = volumesApi(http);
    this.plugins = pluginsApi(http);
    this.namespaces = namespacesApi(http);
    this.acl = aclApi(http);
    this.variables = variablesApi(http);
    this.operator = operatorApi(http);
    this.agent = agentApi(http);
    this.status = statusApi(http);
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
