import type { Lacks } from '../cluster/index.ts';
import type { DriverProfile } from '../csi/index.ts';
import { defined } from '../defined.ts';
import { EnvironmentError } from '../errors.ts';
import {
  type CsiPlugin,
  type NamespaceInfo,
  type NodeListStub,
  type NomadClient,
  poolOf,
  unlessStatus,
} from '../nomad/index.ts';
import { compareVersions, isVersion, withoutMetadata } from '../version/index.ts';
import { idPrefix } from './marks.ts';
import type { Permissions } from './permissions.ts';
import type { Probed } from './probe.ts';
import type { Target } from './target.ts';

export type TaskDriver = 'docker' | 'exec' | 'raw_exec';
export const taskDrivers: readonly TaskDriver[] = ['exec', 'raw_exec', 'docker'];

/** What a client says of its CNI plugins since Nomad 1.5. */
const bridgePlugin = 'plugins.cni.version.bridge';

/** What the API tells of a cluster. What the token may not read is undefined. */
export interface Survey {
  /** Version of each agent that was seen, with Nomad's `+ent` for Enterprise. */
  servers: { name: string; version: string }[] | undefined;
  nodes: NodeListStub[] | undefined;
  /** The nodes that take the suites' jobs: ready, eligible, of the pool. */
  clients: NodeListStub[];
  /** Names of the clients that have no CNI plugin for bridge networks. */
  unbridged: string[];
  namespaces: NamespaceInfo[];
  regions: string[];
  /** The plugin of the driver profile, where it is. */
  plugin: CsiPlugin | undefined;
  plugins: { id: string; nodes: string }[] | undefined;
}

/** Asks for everything that the token may read. */
export async function survey(nomad: NomadClient, target: Target, driver: DriverProfile): Promise<Survey> {
  const [members, nodes, plugins, namespaces, regions] = await Promise.all([
    unlessStatus(nomad.agent.members(), 403),
    unlessStatus(nomad.nodes.list(), 403),
    unlessStatus(nomad.plugins.list(), 403),
    unlessStatus(nomad.namespaces.list(), 403),
    nomad.status.regions(),
  ]);
  const isThere = plugins?.some(({ ID }) => ID === driver.plugin_id);
  const clients = (nodes ?? []).filter((node) => takesJobs(node, target.nodePool));
  const read = await Promise.all(clients.map(({ ID }) => nomad.nodes.read(ID)));
  return {
    servers: members?.map(({ Name, Tags }) => ({ name: Name, version: Tags.build ?? '' })),
    nodes,
    clients,
    unbridged: read.flatMap(({ Name, Attributes }) => (Attributes[bridgePlugin] ? [] : [Name])),
    namespaces: namespaces ?? [],
    regions,
    plugin: isThere ? await nomad.plugins.read(driver.plugin_id) : undefined,
    plugins: plugins?.map(({ ID, NodesHealthy, NodesExpected }) => ({
      id: ID,
      nodes: `${NodesHealthy}/${NodesExpected}`,
    })),
  };
}

function takesJobs(node: NodeListStub, pool = 'default'): boolean {
  const { Status, SchedulingEligibility, Drain } = node;
  return Status === 'ready' && SchedulingEligibility === 'eligible' && !Drain && poolOf(node) === pool;
}

/** @throws EnvironmentError ATTACH_NO_CLIENT when nodes can be read and none takes jobs */
export function requireClients({ nodes, clients }: Survey, { nodePool }: Target): void {
  if (nodes === undefined || clients.length > 0) return;
  const pools = new Set(nodes.map(poolOf));
  throw new EnvironmentError(
    'ATTACH_NO_CLIENT',
    `no client of node pool "${nodePool ?? 'default'}" takes jobs`,
    {
      observed: `${nodes.length} clients, in the node pools ${[...pools].join(', ') || 'none'}`,
      next: 'nomad node status; --node-pool names another pool',
    },
  );
}

/** The oldest version of Nomad that was seen, without its metadata. */
export function oldestVersion(survey: Survey, probes: readonly Probed[]): string {
  const seen = [
    ...(survey.servers ?? []).map(({ version }) => version),
    ...survey.clients.map(({ Version }) => Version),
    ...probes.flatMap((probed) => ('version' in probed ? [probed.version] : [])),
  ];
  const [first] = seen.filter(isVersion).sort(compareVersions);
  if (first === undefined) {
    throw new EnvironmentError('ATTACH_VERSION', 'cannot determine the Nomad version', {
      observed: 'the token may read neither agents nor nodes, and no task of ours could run',
      next: 'give the token node { policy = "read" }',
    });
  }
  return withoutMetadata(first);
}

export interface LackOptions {
  survey: Survey;
  permissions: Permissions;
  target: Target;
  driver: DriverProfile;
  probes: Partial<Record<TaskDriver, Probed>>;
  /** The image that drivers are started with, where it is known. */
  image: string | undefined;
}

/** What the suites cannot have here, each with the reason that they are skipped with. */
export function lacksOf(options: LackOptions): Lacks {
  const { permissions, probes } = options;
  const { reads, kind, variables } = permissions;
  const drivers: Lacks = {};
  for (const driver of taskDrivers) {
    const probed = probes[driver];
    if (probed && 'reason' in probed) drivers[driver] = `driver ${driver}: ${probed.reason}`;
  }
  const noNodes = reads.node ? undefined : 'the token may not read nodes: node { policy = "read" }';
  const noVariables = 'the token may not write variables: variables { path "nomad/jobs/*" }';
  return defined({
    machines: 'needs machines of our own',
    ...drivers,
    nodes: noNodes,
    management: kind === 'client' ? 'needs a management token' : undefined,
    variables: variables ? undefined : noVariables,
    'driver jobs': driverJobsMissing(options),
    'alloc-node-exec': deniedOf(['alloc-node-exec'], options),
    'csi-mount-volume': csiDenied(options),
    'dynamic host volumes': hostVolumes(options) ?? noNodes,
    'bridge networks': noNodes ?? bridgeMissing(options.survey),
    csi: drivers.docker ?? noNodes ?? csiDenied(options) ?? csiMissing(options),
  });
}

function driverJobsMissing({ target, driver, image, permissions }: LackOptions): string | undefined {
  if (!target.startDriver) return 'it starts a CSI driver, which --start-driver allows';
  const denied = deniedOf(['csi-register-plugin'], { target, permissions });
  if (denied !== undefined || image !== undefined) return denied;
  return `driver profile ${driver.name} has no image: copy it, and name one that the nodes have or can pull`;
}

/** `policy = "write"` lets a token make such volumes, but not delete them (1.11.3). */
function hostVolumes({ target, permissions }: LackOptions): string | undefined {
  const needed = ['host-volume-create', 'host-volume-read', 'host-volume-delete'];
  const denied = deniedOf(needed, { target, permissions });
  if (denied !== undefined) return denied;
  const rule = `host_volume "${idPrefix}*" { policy = "write" }`;
  return permissions.hostVolumes ? undefined : `the token may not mount host volumes: ${rule}`;
}

function bridgeMissing({ unbridged }: Survey): string | undefined {
  if (unbridged.length === 0) return undefined;
  return `no CNI plugin for bridge networks on ${unbridged.length} clients (${unbridged.slice(0, 3).join(', ')})`;
}

const csiCapabilities = ['csi-list-volume', 'csi-read-volume', 'csi-write-volume', 'csi-mount-volume'];

function csiDenied(options: LackOptions): string | undefined {
  const denied = deniedOf(csiCapabilities, options);
  if (denied !== undefined || options.permissions.reads.plugin) return denied;
  return 'the token may not read plugins: plugin { policy = "read" }';
}

function deniedOf(
  needed: readonly string[],
  { permissions, target }: Pick<LackOptions, 'permissions' | 'target'>,
): string | undefined {
  const missing = needed.filter((each) => !permissions.may(each));
  if (missing.length === 0) return undefined;
  return `the token may not ${missing.join(', ')} in namespace "${target.namespace}"`;
}

function csiMissing(options: LackOptions): string | undefined {
  const { target, driver, survey } = options;
  const { plugin, clients } = survey;
  if (!plugin && target.startDriver) return driverJobsMissing(options);
  if (!plugin) {
    return `there is no CSI plugin "${driver.plugin_id}": --driver-profile names another driver, --start-driver starts this one`;
  }
  const healthy = Object.entries(plugin.Nodes ?? {}).filter(([, { Healthy }]) => Healthy);
  const without = clients.filter(({ ID }) => !healthy.some(([id]) => id === ID)).map(({ Name }) => Name);
  if (without.length > 0) return `CSI plugin "${plugin.ID}" is not healthy on ${without.join(', ')}`;
  const needed = plugin.ControllerRequired && plugin.ControllersHealthy === 0;
  return needed ? `CSI plugin "${plugin.ID}" has no healthy controller` : undefined;
}

/** Why no probe is worth it: clients that can be read do not all have the driver healthy. */
export function driverMissing({ nodes, clients }: Survey, driver: TaskDriver): string | undefined {
  if (nodes === undefined) return undefined;
  const without = clients.filter(({ Drivers }) => !Drivers?.[driver]?.Healthy).map(({ Name }) => Name);
  if (without.length === 0) return undefined;
  return `it is not healthy on ${without.length} of ${clients.length} clients (${without.slice(0, 3).join(', ')})`;
}
