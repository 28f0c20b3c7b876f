import { GenericContainer, Wait } from 'testcontainers';
import { type Engine, labels } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import { ClusterNode, type NodeRole } from './node.ts';

const httpPort = 4646;
/** Docker engine and image store of a node; far above what was ever measured (2 s), for a busy machine. */
const bootTimeoutMs = 60_000;

/** What a node needs of the engine. */
export type NodeEngine = Pick<Engine, 'docker' | 'missingCapabilities'>;

/** What a new node's container is made of. */
export interface NodeOptions {
  runId: string;
  name: string;
  role: NodeRole;
  image: string;
  version: string;
  network: string;
  /** Volume that every client mounts: the network storage behind the CSI driver. */
  sharedVolume: string;
  /** Content of the agent's configuration file. */
  config: object;
  keep: boolean;
  /** The agent serves its HTTP API by TLS. */
  secure: boolean;
  /** Size of a file system of its own for the data directory. */
  dataBytes?: number | undefined;
}

/** A container that is a small machine: see DESIGN, "What runs". */
class NodeContainer extends GenericContainer {
  constructor(engine: NodeEngine, options: NodeOptions) {
    super(options.image);
    const own = labels(options.runId, { keep: options.keep });
    this.withName(`nomad-e2e-${options.runId}-${options.name}`)
      .withLabels(own)
      .withEnvironment({ NODE_ROLE: options.role })
      .withNetworkMode(options.network)
      .withExposedPorts(httpPort)
      .withCopyContentToContainer([
        { content: JSON.stringify(options.config), target: '/etc/nomad.d/agent.json' },
      ])
      .withAutoCleanup(false)
      .withWaitStrategy(Wait.forLogMessage('node-init: node up'))
      .withStartupTimeout(bootTimeoutMs);
    this.createOpts.Hostname = options.name;
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [options.network]: { Aliases: [options.name] } },
    };
    const volume = (Target: string, Source = '') => ({
      Type: 'volume' as const,
      Target,
      Source,
      VolumeOptions: { NoCopy: false, Labels: own, DriverConfig: { Name: 'local', Options: {} } },
    });
    Object.assign(this.hostConfig, {
      PortBindings: { [`${httpPort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
      CapAdd: ['ALL'],
      // --privileged would ask for all; a host that lacks one refuses it.
      CapDrop: engine.missingCapabilities,
      // SELinux lets a container_t neither mount nor run an engine.
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'],
      MaskedPaths: [],
      ReadonlyPaths: [],
      CgroupnsMode: 'private',
      // Chroots of tasks are below it, so what they execute and their devices are, too.
      ...(options.dataBytes !== undefined && {
        Tmpfs: { '/var/lib/nomad': `rw,exec,dev,suid,size=${options.dataBytes}` },
      }),
      Mounts: [
        ...(options.dataBytes === undefined ? [volume('/var/lib/nomad')] : []),
        ...(options.role === 'client'
          ? [volume('/var/lib/docker'), volume('/srv/csi-shared', options.sharedVolume)]
          : []),
      ],
    });
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
      nomadAddress: `${options.secure ? 'https' : 'http'}://127.0.0.1:${started.getMappedPort(httpPort)}`,
      version: options.version,
    });
  } catch (cause) {
    throw new EnvironmentError('NODE_BOOT_FAILED', `node ${options.name} did not come up`, {
      cause,
      observed: cause instanceof Error ? cause.message : String(cause),
      next: 'read what the node printed; docker info shows what the engine may do',
    });
  }
}
