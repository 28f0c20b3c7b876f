import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { AccessFolder } from '../access/index.ts';
import { awaitedLater } from '../awaited-later.ts';
import { type Engine, labels, loopFilesLabel, sweep } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import { NomadClient } from '../nomad/index.ts';
import { hideSecretsOf } from '../secrets/index.ts';
import { clientTls, giveCertificates, makeCertificates, requireTls } from './certificates.ts';
import { type ClusterDescriptor, StartedNomadCluster } from './cluster.ts';
import { askEngine } from './engine-api.ts';
import { loadImages } from './load-images.ts';
import { followAgentLog } from './logs.ts';
import { type ClusterNode, type NodeRole, nodeNames } from './node.ts';
import { nodePaths } from './node-paths.ts';
import { clientsReady } from './readiness.ts';

/** What a cluster is to be, as its descriptor has it. */
type Wanted =
  | 'runId'
  | 'version'
  | 'images'
  | 'carried'
  | 'timing'
  | 'claimCollection'
  | 'allowPrivileged'
  | 'devices'
  | 'keep';

export interface StartOptions extends Pick<ClusterDescriptor, Wanted> {
  engine: Engine;
  upgradeTo: string | undefined;
  otherParser: string | undefined;
  /** Folder of the run, for the agents' logs. */
  runDir: string;
  /** For what gives access to the cluster; its owner removes it after the cluster. */
  access: AccessFolder;
  servers: 1 | 3 | 5;
  clients: number;
  /** Turns the ACL system on; the cluster's client then has the management token. */
  acl: boolean;
  /** Puts the API and the agents' talk under mutual TLS, and encrypts their gossip. */
  secure: boolean;
  /** Told of each phase's time, in milliseconds. */
  onPhase: (phase: string, ms: number) => void;
  /** Told of what goes wrong beside the cluster. */
  onWarning: (line: string) => void;
  signal: AbortSignal;
}

/** A cluster that this process owns: disposing it removes everything of it, unless it is kept. */
export interface OwnedCluster extends AsyncDisposable {
  cluster: StartedNomadCluster;
  /** File with the descriptor, for other processes. */
  descriptorFile: string;
}

/**
 * Starts servers, then clients (a client that registers before there is a leader waits 15 s), and returns when a
 * leader is elected, every server is a peer, and every client is ready with its drivers healthy.
 * Whatever fails on the way, nothing is left behind.
 * @throws EnvironmentError NODE_BOOT_FAILED, AGENT_DIED (with the agent's last 30 lines)
 * @throws BehaviourError CLIENTS_NOT_READY
 */
export async function startCluster(options: StartOptions): Promise<OwnedCluster> {
  const { engine, runId, runDir, access, keep, onPhase } = options;
  await using removal = new AsyncDisposableStack();
  removal.defer(async () => void (await sweep(engine, { runId })));
  // Connections of this process only: a kept cluster outlives them.
  await using stack = new AsyncDisposableStack();
  const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    onPhase(name, performance.now() - started);
    return result;
  };
  if (options.secure) requireTls(options.version);
  const plan = await phase('network', () => prepare(options));
  hideSecretsOf(plan);
  const watch = new AbortController();
  const stop = AbortSignal.any([watch.signal, options.signal]);
  const followLog = (node: ClusterNode) =>
    followAgentLog(engine.docker, node, { runDir, onCut: options.onWarning });
  const logged = async (node: ClusterNode) => void stack.use(await followLog(node));
  const start: Start = { engine, plan, access, logged, phase, signal: stop };
  const [{ servers, token }, { clients, ...described }] = await startAgents(start);
  const nodes = [...servers, ...clients];
  const own = token === undefined ? {} : { token };
  const cluster = stack.use(
    new StartedNomadCluster(engine, { ...plan, ...own, ...described, nodes: [] }, nodes, { followLog }),
  );
  try {
    await phase('peers', () => requirePeers(cluster));
    const death = nodes.map((node) => node.agent.untilDeath(stop));
    const ready = () => clientsReady(cluster.nomad, clients, { signal: stop, nudge: true });
    await phase('clients ready', () => Promise.race([ready(), ...death]));
  } finally {
    watch.abort();
  }
  const descriptorFile = await access.writeDescriptor(cluster.descriptor);
  const open = stack.move();
  const whole = removal.move();
  return {
    cluster,
    descriptorFile,
    async [Symbol.asyncDispose]() {
      await open.disposeAsync();
      if (!keep) await whole.disposeAsync();
    },
  };
}

type Plan = Omit<ClusterDescriptor, 'nodes'> & { servers: string[]; clients: string[]; acl: boolean };

async function prepare(options: StartOptions): Promise<Plan> {
  const { engine, runId, images, carried, version, claimCollection, allowPrivileged, access } = options;
  const { devices = [] } = options;
  const { timing, keep, acl, upgradeTo, otherParser, servers, clients } = options;
  await mkdir(options.runDir, { recursive: true });
  const network = `nomad-e2e-${runId}`;
  const own = labels(runId, { keep });
  await engine.docker.createNetwork({ Name: network, Driver: 'bridge', Labels: own, CheckDuplicate: true });
  await engine.docker.createVolume({
    Name: `${network}-shared`,
    Labels: { ...own, ...(devices.includes('loop') && loopFilesLabel(images.node)) },
  });
  return {
    ...{ runId, version, upgradeTo, otherParser, timing, claimCollection, keep, acl, images, carried },
    ...{ allowPrivileged, devices },
    engineHost: engine.host,
    ...(options.secure && {
      tlsFolder: access.path,
      gossipKey: randomBytes(32).toString('base64'),
    }),
    secretsFile: access.secretsFile,
    network,
    sharedVolume: `${network}-shared`,
    missingCapabilities: engine.missingCapabilities,
    nodesAt: engine.nodesAt,
    servers: nodeNames('server', servers),
    clients: nodeNames('client', clients),
  };
}

/** All results, or the first failure once nothing is under way any more: a late container would escape the sweep. */
async function settled<T extends readonly unknown[]>(
  work: {
    [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined)) as unknown as T;
}

/** What servers and clients are started with. */
interface Start {
  engine: Engine;
  plan: Plan;
  access: AccessFolder;
  logged: (node: ClusterNode) => Promise<void>;
  phase: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

/** How far the servers are; both reject when these fail. */
interface Progress {
  /** Their agents run: from here on an election takes its 1 to 2 s, whatever the machine does meanwhile. */
  serving: PromiseWithResolvers<void>;
  led: PromiseWithResolvers<void>;
}

/** The clients' nodes, with an engine each, come up during the election: earlier they would take the servers' cores. */
async function startAgents(start: Start) {
  const [serving, led] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  for (const { promise } of [serving, led]) void awaitedLater(promise);
  const servers = start.phase('servers', () => startServers(start, { serving, led }));
  servers.catch((error: unknown) => {
    serving.reject(error);
    led.reject(error);
  });
  return await settled([servers, startClients(start, { serving, led })]);
}

async function startNodes({ engine, plan }: Start, role: NodeRole): Promise<ClusterNode[]> {
  const { startNode } = await import('./node-container.ts');
  const names = role === 'server' ? plan.servers : plan.clients;
  return await settled(names.map((name) => startNode(engine, { ...plan, name, role })));
}

/** Settles with the first server that leads or dies: with `bootstrap_expect` none leads before all have joined. */
async function startServers(start: Start, { serving, led }: Progress) {
  const { plan, access, logged, signal } = start;
  const servers = await startNodes(start, 'server');
  if (plan.tlsFolder !== undefined) await secureServers(servers, { access, nodesAt: plan.nodesAt });
  await settled(servers.flatMap((node) => [logged(node), node.agent.start({ signal })]));
  serving.resolve();
  await Promise.race(
    servers.map((node) => node.agent.waitForLine('cluster leadership acquired', { signal })),
  );
  led.resolve();
  // At once, since whoever asks first gets it.
  const token = plan.acl ? await managementToken(servers, plan) : undefined;
  return { servers, token };
}

/** Agents of clients begin when there is a leader: one that registers before waits 15 s. */
async function startClients(start: Start, { serving, led }: Progress) {
  const { engine, plan, logged, phase, signal } = start;
  await serving.promise;
  const { clients, ...described } = await phase('nodes of clients', async () => {
    const clients = await startNodes(start, 'client');
    const [seen] = await settled([describe(clients, plan), ...clients.map(logged)]);
    return { clients, ...seen };
  });
  await led.promise;
  const { tlsFolder, carried = [] } = plan;
  if (tlsFolder !== undefined) await settled(clients.map((node) => giveCertificates(node, tlsFolder)));
  const load = { docker: engine.docker, carried, signal };
  await settled([
    phase('agents of clients', () => settled(clients.map((node) => node.agent.start({ signal })))),
    ...(carried.length > 0
      ? [phase('images in clients', () => settled(clients.map((node) => loadImages(node, load))))]
      : []),
  ]);
  return { clients, ...described };
}

/** What the first client says of its engine and its kernel: all nodes have the same. */
async function describe([client]: readonly ClusterNode[], { version, upgradeTo }: Plan) {
  if (!client) return {};
  const versions = [version, ...(upgradeTo ? [upgradeTo] : [])];
  const [nodeEngine, refusal] = await settled([
    askEngine(client, versions),
    client.shell(`cat ${nodePaths.noBridge} 2>/dev/null || true`),
  ]);
  return {
    nodeEngine,
    noBridge: refusal ? `the kernel makes no bridge networks: ${refusal.trim()}` : undefined,
  };
}

async function secureServers(
  [first, ...others]: ClusterNode[],
  { access, nodesAt }: { access: AccessFolder; nodesAt: string | undefined },
): Promise<void> {
  if (!first) return;
  await makeCertificates(first, { access, address: nodesAt });
  await settled(others.map((node) => giveCertificates(node, access.path)));
}

/**
 * Nomad gives the first management token once, to whoever asks first: where somebody was faster, the start fails. A secret that is
 * set before (`BootstrapSecret`) is no guard, since others may send one, too: Nomad HTTP API, Bootstrap ACL token.
 */
async function managementToken([server]: ClusterNode[], { tlsFolder }: Plan): Promise<string> {
  const tls = tlsFolder === undefined ? undefined : clientTls(tlsFolder);
  await using nomad = new NomadClient({ address: server?.nomadAddress ?? '', tls });
  return (await nomad.acl.bootstrap()).SecretID;
}

async function requirePeers({ nomad, servers }: StartedNomadCluster): Promise<void> {
  const { Servers } = await nomad.operator.raftConfiguration();
  const voters = Servers.filter((server) => server.Voter).length;
  if (voters === servers.length) return;
  throw new EnvironmentError('SERVERS_NOT_PEERS', `${voters} of ${servers.length} servers are raft peers`, {
    observed: Servers.map(({ Node, Voter }) => `${Node}${Voter ? '' : ' (no voter)'}`).join(', '),
    next: "read the servers' logs in the run folder: logs/",
  });
}
