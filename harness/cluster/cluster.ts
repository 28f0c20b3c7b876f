import { loopback } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import type { ClusterImages } from '../image/index.ts';
import { type Job, NomadClient, type NomadClientOptions } from '../nomad/index.ts';
import { isBefore } from '../version/index.ts';
import { type ClientVariation, heartbeatGraceMs, longestHeartbeatMs, type Timing } from './agent-config.ts';
import {
  type Ability,
  type Attached,
  adopted,
  attachedOptions,
  lacking,
  needsMachines,
  unfitJob,
} from './attached.ts';
import { clientTls, giveCertificates } from './certificates.ts';
import type { DeviceKind } from './devices.ts';
import type { EngineInNodes } from './engine-api.ts';
import { missingBefore } from './features.ts';
import { type CarriedImage, loadImages } from './load-images.ts';
import { ClusterNode, type NodeDescriptor } from './node.ts';
import type { NodeEngine } from './node-container.ts';
import type { Docker } from './node-exec.ts';
import { clientsReady } from './readiness.ts';

/** Plain data of a started cluster: another process connects with it. */
export interface ClusterDescriptor {
  runId: string;
  /** `DOCKER_HOST` of the engine that the nodes run in. */
  engineHost: string;
  /** Address that the nodes' ports are published on, where it is not of this machine. */
  nodesAt?: string | undefined;
  version: string;
  /** Another version that every node holds, to replace its agent by. */
  upgradeTo?: string | undefined;
  /** Why the job parser is not that of the release, where the binary was compiled with another api module. */
  otherParser?: string | undefined;
  timing: Timing;
  /** Whether servers collect claims of what is gone; they do unless this is false. */
  claimCollection?: boolean | undefined;
  /** Whether docker tasks may be privileged; they may not unless this is true. */
  allowPrivileged?: boolean | undefined;
  /** Devices that tasks of its clients may be given. */
  devices?: readonly DeviceKind[] | undefined;
  keep: boolean;
  network: string;
  sharedVolume: string;
  images: ClusterImages;
  /** The Docker engine inside its clients. */
  nodeEngine?: EngineInNodes | undefined;
  /** Why its clients make no bridge networks, in their own words; undefined where they do. */
  noBridge?: string | undefined;
  /** Images of the host's engine that every client holds, too, under these names. */
  carried?: CarriedImage[] | undefined;
  missingCapabilities: string[];
  /** Folder with the certificates of a cluster that is under mutual TLS. */
  tlsFolder?: string;
  /** Key that its servers' gossip is encrypted with, base64. */
  gossipKey?: string;
  /** File by which its processes tell each other what to hide. */
  secretsFile?: string;
  /** Management token of a cluster whose ACL system is on. */
  token?: string;
  /** Set for a cluster of somebody else: then there is no engine, and the nodes have no container. */
  attached?: Attached;
  nodes: NodeDescriptor[];
}

/** How many clients this process has added, which makes their names unique. */
let added = 0;

/** A running cluster, in the process that started it or in one that connected to it. */
export class StartedNomadCluster implements AsyncDisposable {
  readonly nomad: NomadClient;
  readonly nodes: ClusterNode[];
  readonly #engine: NodeEngine | undefined;
  readonly #descriptor: ClusterDescriptor;
  readonly #unfit: (reason: string) => never;
  readonly #followLog: StartedOptions['followLog'];
  /** Of the clients that were added. */
  readonly #logs = new Map<ClusterNode, AsyncDisposable>();

  constructor(
    engine: NodeEngine | undefined,
    descriptor: ClusterDescriptor,
    nodes: ClusterNode[],
    { nomad, unfit = lacking, followLog }: StartedOptions = {},
  ) {
    this.#followLog = followLog;
    this.#engine = engine;
    this.#descriptor = descriptor;
    this.#unfit = unfit;
    this.nodes = nodes;
    this.nomad = nomad ?? new NomadClient(clientOptions(descriptor, nodes));
  }

  /** The same cluster in another process. The nodes stay its starter's to remove. */
  static async connect(descriptor: ClusterDescriptor): Promise<StartedNomadCluster> {
    if (descriptor.attached)
      return new StartedNomadCluster(undefined, descriptor, machineless(descriptor, lacking));
    process.env.DOCKER_HOST = descriptor.engineHost;
    const { getContainerRuntimeClient } = await import('testcontainers');
    const docker: Docker = (await getContainerRuntimeClient()).container.dockerode;
    const { missingCapabilities, nodesAt = loopback } = descriptor;
    const engine = { docker, missingCapabilities, nodesAt };
    const nodes = descriptor.nodes.map((node) => new ClusterNode(() => docker, node));
    return new StartedNomadCluster(engine, descriptor, nodes);
  }

  /** The same cluster for one test: what is missing ends the test by `unfit`. */
  forTest(unfit: (reason: string) => never): StartedNomadCluster {
    const nodes = this.attached ? machineless(this.#descriptor, unfit) : this.nodes;
    return new StartedNomadCluster(this.#engine, this.#descriptor, nodes, { nomad: this.nomad, unfit });
  }

  /** What is known of a cluster that was attached to; undefined for one of our own. */
  get attached(): Attached | undefined {
    return this.#descriptor.attached;
  }

  /** Why the cluster, or its version of Nomad, does not have it; undefined when it does. */
  lacks(ability: Ability): string | undefined {
    if (ability === 'own parser') return this.#descriptor.otherParser;
    const { noBridge } = this.#descriptor;
    if (ability === 'bridge networks' && noBridge !== undefined) return noBridge;
    return this.attached?.lacks[ability] ?? missingBefore(this.version, ability);
  }

  /** Ends the test, or throws, where the cluster does not have it. @throws EnvironmentError CLUSTER_LACKS */
  require(ability: Ability): void {
    const reason = this.lacks(ability);
    if (reason !== undefined) this.#unfit(reason);
  }

  /** Why no task of the job can run here; undefined when nothing is against it. */
  unfitJob(job: Job): string | undefined {
    const bridged = job.TaskGroups?.some(({ Networks }) => Networks?.some(({ Mode }) => Mode === 'bridge'));
    const noBridge = bridged ? this.lacks('bridge networks') : undefined;
    return noBridge ?? (this.attached && unfitJob(job, this.attached));
  }

  /** A job as it is to be registered here. */
  adopt(job: Job): Job {
    return this.attached ? adopted(job, this.attached) : job;
  }

  get runId(): string {
    return this.#descriptor.runId;
  }

  /** The Nomad version that the cluster was started with. */
  get version(): string {
    return this.#descriptor.version;
  }

  /** Another version that every node holds, where the cluster was started to have its agents replaced. */
  get upgradeTo(): string | undefined {
    return this.#descriptor.upgradeTo;
  }

  /** Whether the cluster was started with a version before this one. */
  isOlderThan(version: string): boolean {
    return isBefore(this.version, version);
  }

  /** `heartbeat_grace` of the servers. */
  get heartbeatGraceMs(): number {
    return heartbeatGraceMs(this.#descriptor.timing);
  }

  /** The shortest `stop_on_client_after`, in milliseconds, that stops no work between two heartbeats of a client that is well. */
  get stopOnClientAfterMs(): number {
    return longestHeartbeatMs(this.#descriptor.timing) + 5000;
  }

  get images(): ClusterImages {
    return this.#descriptor.images;
  }

  get servers(): ClusterNode[] {
    if (this.attached) this.#unfit(needsMachines('it works on servers'));
    return this.nodes.filter((node) => node.role === 'server');
  }

  /** Of a cluster that was attached to those that take its jobs. Ends the test where the token may not read nodes. */
  get clients(): ClusterNode[] {
    this.require('nodes');
    return this.nodes.filter((node) => node.role === 'client');
  }

  get descriptor(): ClusterDescriptor {
    return { ...this.#descriptor, nodes: this.nodes.map((node) => node.descriptor) };
  }

  /**
   * The machine behind a node id of Nomad.
   * @throws EnvironmentError NODE_UNKNOWN for an id of no machine of this cluster
   */
  nodeByNomadId(id: string): ClusterNode {
    const node = this.clients.find((each) => each.nomadNodeId === id);
    if (node) return node;
    throw new EnvironmentError(
      'NODE_UNKNOWN',
      `no machine of cluster ${this.runId} has Nomad's node id ${id}`,
      {
        observed: this.clients.map((each) => `${each.name} ${each.nomadNodeId}`).join(', '),
      },
    );
  }

  /**
   * Starts one more client, like the others unless it is said to differ, and returns it when it is ready. One `apart` is not among
   * `clients`.
   */
  async addClient({
    signal,
    apart = false,
    ...variation
  }: ClientVariation & { apart?: boolean; signal?: AbortSignal } = {}): Promise<ClusterNode> {
    const engine = this.#engine ?? this.#unfit(needsMachines('it adds a client'));
    added += 1;
    const name = `client-${this.clients.length + 1}-${process.pid}-${added}`;
    const { tlsFolder, carried, token } = this.#descriptor;
    const servers = this.servers.map((server) => server.name);
    const shape = { ...this.#descriptor, servers, acl: token !== undefined };
    const { startNode } = await import('./node-container.ts');
    const node = await startNode(engine, { ...shape, name, role: 'client', variation });
    if (!apart) this.nodes.push(node);
    const log = await this.#followLog?.(node);
    if (log) this.#logs.set(node, log);
    if (tlsFolder !== undefined) await giveCertificates(node, tlsFolder);
    const { docker } = engine;
    await Promise.all([node.agent.start({ signal }), loadImages(node, { docker, carried, signal })]);
    await clientsReady(this.nomad, [node], { signal, nudge: true });
    return node;
  }

  /** Removes a client's machine and its data; Nomad is not told. */
  async removeClient(node: ClusterNode): Promise<void> {
    const at = this.nodes.indexOf(node);
    if (at !== -1) this.nodes.splice(at, 1);
    await node.remove();
    await this.#logs.get(node)?.[Symbol.asyncDispose]();
    this.#logs.delete(node);
  }

  /** Waits until every client is ready with its drivers healthy, and learns the clients' node ids. */
  async clientsReady(signal?: AbortSignal): Promise<void> {
    await clientsReady(this.nomad, this.clients, { signal });
  }

  /** Closes the connections; the nodes go on. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#logs.values()].map((log) => log[Symbol.asyncDispose]()));
    await this.nomad[Symbol.asyncDispose]();
  }
}

interface StartedOptions {
  /** A connection that is there already. */
  nomad?: NomadClient;
  /** Called with the reason where the cluster does not have what is asked of it; throws unless given. */
  unfit?: (reason: string) => never;
  /** Copies the agent's log of a client that is added into the run's folder, until disposed. */
  followLog?: ((node: ClusterNode) => Promise<AsyncDisposable>) | undefined;
}

function clientOptions(descriptor: ClusterDescriptor, nodes: readonly ClusterNode[]): NomadClientOptions {
  const first = nodes.find(({ role }) => role === 'server');
  const { attached, token, tlsFolder, runId } = descriptor;
  if (attached) return attachedOptions(attached, process.env.NOMAD_TOKEN);
  if (!first) throw new EnvironmentError('CLUSTER_EMPTY', `cluster ${runId} has no server`);
  return {
    address: first.nomadAddress,
    token,
    ...(tlsFolder !== undefined && { tls: clientTls(tlsFolder) }),
  };
}

/** The nodes of a cluster that was attached to: names and ids, and no machine. */
function machineless({ nodes }: ClusterDescriptor, unfit: (reason: string) => never): ClusterNode[] {
  const absent = ({ name }: NodeDescriptor) => unfit(needsMachines(`it works on ${name} itself`));
  return nodes.map((node) => new ClusterNode(() => absent(node), node));
}
