import { GenericContainer, Wait } from 'testcontainers';
import { type Engine, inUrl, labels } from '../engine/index.ts';
import { EnvironmentError, messageOf } from '../errors.ts';
import type { ClusterImages } from '../image/index.ts';
import { type AgentShape, agentConfig } from './agent-config.ts';
import { bootWithinMs, nodeUp } from './boot-again.ts';
import { type DeviceKind, deviceRules } from './devices.ts';
import { ClusterNode } from './node.ts';
import { httpPort, nodePaths } from './node-paths.ts';

/** What a node needs of the engine. */
export type NodeEngine = Pick<Engine, 'docker' | 'missingCapabilities' | 'nodesAt'>;

/** What a new node's container is made of. */
export interface NodeOptions extends AgentShape {
  runId: string;
  images: Pick<ClusterImages, 'node' | 'job'>;
  network: string;
  /** Volume that every client mounts: the network storage behind the CSI driver. */
  sharedVolume: string;
  keep: boolean;
  /** What tasks of clients may be given. */
  devices?: readonly DeviceKind[] | undefined;
}

/**
 * What no node needs: modules, hardware, clock and reboot of the machine, its kernel log, its audit and its access control. What a
 * node's engine, tasks, mounts, packet filters and cgroups need stays, above all SYS_ADMIN and NET_ADMIN.
 */
const unneeded = [
  ...['SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT', 'SYS_PACCT', 'SYS_TTY_CONFIG', 'SYSLOG'],
  ...['MAC_ADMIN', 'MAC_OVERRIDE', 'AUDIT_CONTROL', 'AUDIT_READ', 'WAKE_ALARM', 'BLOCK_SUSPEND'],
  ...['LINUX_IMMUTABLE', 'NET_BROADCAST', 'LEASE'],
];

/** Capabilities that a node is not given: those, and the ones that its engine lacks, for which it would refuse the container. */
export function droppedCapabilities(missing: readonly string[]): string[] {
  return [...new Set([...unneeded, ...missing])];
}

type HostShape = Pick<
  NodeOptions,
  'role' | 'runId' | 'keep' | 'sharedVolume' | 'devices' | 'allowPrivileged' | 'variation'
>;

/** What the container may do, and what is mounted in it. */
export function hostConfigOf(engine: Omit<NodeEngine, 'docker'>, options: HostShape) {
  const volume = (Target: string, Source = '') => ({
    Type: 'volume' as const,
    Target,
    Source,
    VolumeOptions: {
      NoCopy: false,
      Labels: labels(options.runId, { keep: options.keep }),
      DriverConfig: { Name: 'local', Options: {} },
    },
  });
  const { dataBytes } = options.variation ?? {};
  return {
    PortBindings: { [`${httpPort}/tcp`]: [{ HostIp: engine.nodesAt, HostPort: '' }] },
    CapAdd: ['ALL'],
    // Not --privileged, which would give and ask for all.
    CapDrop: droppedCapabilities(engine.missingCapabilities),
    // SELinux lets a container_t neither mount nor run an engine.
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'],
    // What a task may use its node has to have: a privileged one all.
    ...devicesOf(options),
    MaskedPaths: [],
    ReadonlyPaths: [],
    CgroupnsMode: 'private',
    // Root of a remapped user namespace may neither mount nor make cgroups.
    UsernsMode: 'host',
    // Chroots of tasks are below it, so what they execute and their devices are, too.
    ...(dataBytes !== undefined && {
      Tmpfs: { [nodePaths.data]: `rw,exec,dev,suid,size=${dataBytes}` },
    }),
    Mounts: [
      ...(dataBytes === undefined ? [volume(nodePaths.data)] : []),
      ...(options.role === 'client'
        ? [volume('/var/lib/docker'), volume(nodePaths.shared, options.sharedVolume)]
        : []),
    ],
  };
}

function devicesOf({ allowPrivileged, role, devices = [] }: HostShape) {
  if (allowPrivileged) return { DeviceCgroupRules: ['a *:* rwm'] };
  return role === 'client' && devices.length > 0 ? { DeviceCgroupRules: deviceRules(devices) } : {};
}

/** What node-init is told. A privileged task is given what its node has, which its engine has to know. */
function environmentOf(engine: NodeEngine, options: NodeOptions): Record<string, string> {
  const { role, allowPrivileged, devices = [] } = options;
  const without = droppedCapabilities(engine.missingCapabilities).join(' ');
  const kinds = { NODE_DEVICES: devices.join(' ') };
  return { NODE_ROLE: role, ...kinds, ...(allowPrivileged && { NODE_WITHOUT: without }) };
}

/** A container that is a small machine: see DESIGN, "What runs". */
class NodeContainer extends GenericContainer {
  constructor(engine: NodeEngine, options: NodeOptions) {
    super(options.images.node);
    this.withName(`nomad-e2e-${options.runId}-${options.name}`)
      .withLabels(labels(options.runId, { keep: options.keep }))
      .withEnvironment(environmentOf(engine, options))
      .withNetworkMode(options.network)
      .withExposedPorts(httpPort)
      .withCopyContentToContainer([
        { content: JSON.stringify(agentConfig(options)), target: `${nodePaths.config}/agent.json` },
      ])
      .withAutoCleanup(false)
      .withWaitStrategy(Wait.forLogMessage(nodeUp))
      .withStartupTimeout(bootWithinMs);
    this.createOpts.Hostname = options.name;
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [options.network]: { Aliases: [options.name] } },
    };
    Object.assign(this.hostConfig, hostConfigOf(engine, options));
  }
}

/**
 * Starts a node's container; its agent is not running yet.
 * @throws EnvironmentError NODE_BOOT_FAILED with what the node printed.
 */
export async function startNode(engine: NodeEngine, options: NodeOptions): Promise<ClusterNode> {
  try {
    const started = await new NodeContainer(engine, options).start();
    return new ClusterNode(() => engine.docker, {
      name: options.name,
      role: options.role,
      containerId: started.getId(),
      nomadAddress: `${options.gossipKey === undefined ? 'http' : 'https'}://${inUrl(engine.nodesAt)}:${started.getMappedPort(httpPort)}`,
      version: options.version,
    });
  } catch (cause) {
    throw new EnvironmentError('NODE_BOOT_FAILED', `node ${options.name} did not come up`, {
      cause,
      observed: messageOf(cause),
      next: 'read what the node printed; docker info shows what the engine may do',
    });
  }
}
