import type { ClusterImages } from '../image/index.ts';
import { paced } from '../pace.ts';
import { isBefore } from '../version/index.ts';
import { nodePaths } from './node-paths.ts';

/** How fast the agents' own timers run: `fast` is the shortest that Nomad supports well, `production` its defaults. */
export type Timing = 'fast' | 'production';

const minHeartbeatTtlMs = (timing: Timing) => (timing === 'fast' ? 5000 : 10_000);

/**
 * The longest time between two heartbeats of a client, in milliseconds: servers spread them over min_heartbeat_ttl and as much again
 * (https://developer.hashicorp.com/nomad/docs/configuration/server#client-heartbeats).
 */
export const longestHeartbeatMs = (timing: Timing) => 2 * minHeartbeatTtlMs(timing);

/** How long a client may miss its heartbeat before the servers give it up, in milliseconds; Nomad's default is 10 s. */
export const heartbeatGraceMs = (timing: Timing) => (timing === 'fast' ? paced(5000) : 10_000);

/** What sets a client apart from the others. */
export interface ClientVariation {
  /** Whether the docker driver takes `volumes`; it does unless this is false. */
  dockerVolumes?: boolean;
  /** Memory that the client offers, in MB: `memory_total_mb`. What the machine has, unless given. */
  memoryMb?: number;
  /** Size of the file system of its data directory, which is its own then; else it is on the machine's disk. */
  dataBytes?: number;
  /** A node pool of its own keeps the jobs of others away from it (Nomad 1.6). */
  nodePool?: string;
}

/** Where a node has its certificates. */
export const tlsFolder = '/etc/nomad-tls';

/** What an agent is configured by. */
export interface AgentShape {
  name: string;
  role: 'server' | 'client';
  /** Host names of all servers. */
  servers: string[];
  timing: Timing;
  acl: boolean;
  /** Key that the servers' gossip is encrypted with, base64; with it all else is under mutual TLS. */
  gossipKey?: string | undefined;
  /** Whether servers collect claims of what is gone; they do unless this is false. */
  claimCollection?: boolean | undefined;
  /** Whether the docker driver takes privileged tasks; it does not unless this is true. */
  allowPrivileged?: boolean | undefined;
  /** Holds the network of a bridged group with docker tasks; Nomad's own comes from a registry. */
  images: Pick<ClusterImages, 'job'>;
  /** Nomad's version: an agent refuses a key that it does not know. */
  version: string;
  /** Of a client only. */
  variation?: ClientVariation;
}

/**
 * Content of the agent's configuration file, as JSON.
 * Fields: Nomad's agent configuration reference (server, client, plugin blocks).
 */
export function agentConfig(shape: AgentShape): object {
  const own = '{{ GetInterfaceIP "eth0" }}';
  return {
    name: shape.name,
    region: 'global',
    datacenter: 'dc1',
    data_dir: nodePaths.data,
    bind_addr: '0.0.0.0',
    advertise: { http: own, rpc: own, serf: own },
    disable_update_check: true,
    log_level: 'DEBUG',
    leave_on_interrupt: false,
    leave_on_terminate: false,
    ...(shape.acl && { acl: { enabled: true } }),
    ...(shape.gossipKey !== undefined && { tls: tlsConfig(shape.role) }),
    ...(shape.role === 'server' ? { server: serverConfig(shape) } : clientConfig(shape)),
  };
}

/** Mutual TLS for HTTP and RPC: https://developer.hashicorp.com/nomad/docs/configuration/tls */
function tlsConfig(role: AgentShape['role']): object {
  const file = (name: string) => `${tlsFolder}/${name}`;
  return {
    ...{ http: true, rpc: true, verify_server_hostname: true, verify_https_client: true },
    ...{ ca_file: file('ca.pem'), cert_file: file(`${role}.pem`), key_file: file(`${role}-key.pem`) },
  };
}

function serverConfig(shape: AgentShape): object {
  const { servers, timing, name, version, gossipKey, claimCollection = true } = shape;
  const others = servers.filter((server) => server !== name);
  // Nomad has no switch for it: an interval that no run lasts for comes to the same.
  const collection = claimCollection ? '10s' : '1000h';
  return {
    enabled: true,
    bootstrap_expect: servers.length,
    ...(gossipKey !== undefined && { encrypt: gossipKey }),
    ...(others.length > 0 && { server_join: { retry_join: others, retry_interval: '1s' } }),
    ...(timing === 'fast' && {
      min_heartbeat_ttl: `${minHeartbeatTtlMs(timing)}ms`,
      heartbeat_grace: `${heartbeatGraceMs(timing)}ms`,
      ...(!isBefore(version, '1.5.0') && { csi_volume_claim_gc_interval: collection }),
      csi_volume_claim_gc_threshold: collection,
    }),
  };
}

function clientConfig({
  servers,
  name,
  images,
  allowPrivileged = false,
  variation = {},
}: AgentShape): object {
  const { dockerVolumes = true, memoryMb, nodePool } = variation;
  return {
    client: {
      enabled: true,
      servers: servers.map((server) => `${server}:4647`),
      network_interface: 'eth0',
      cni_path: nodePaths.cniPlugins,
      cni_config_dir: nodePaths.cniNetworks,
      meta: { e2e_name: name },
      // Every client is on the same cores; without this, suites side by side would run out of MHz on paper.
      cpu_total_compute: 20_000,
      // An ended allocation's files are evidence: neither many allocations nor a full workstation may take them away.
      gc_max_allocs: 1000,
      gc_disk_usage_threshold: 99,
      gc_inode_usage_threshold: 99,
      ...(nodePool !== undefined && { node_pool: nodePool }),
      ...(memoryMb !== undefined && { memory_total_mb: memoryMb }),
      chroot_env: chrootEnv,
      host_volume: [{ e2e: [{ path: '/srv/host-volume' }] }],
    },
    plugin: [
      { raw_exec: [{ config: [{ enabled: true }] }] },
      {
        docker: [
          {
            config: [
              {
                allow_caps: ['all'],
                allow_privileged: allowPrivileged,
                infra_image: images.job,
                volumes: [{ enabled: dockerVolumes }],
                // Image clean-up would delete the preloaded images, which no registry here could bring back.
                gc: [{ image: false }],
              },
            ],
          },
        ],
      },
    ],
  };
}

/** The node image keeps a small root for exec tasks apart: copying the whole machine costs 5 s a task. */
const chrootEnv = {
  [nodePaths.execRoot]: '/',
  '/etc/hosts': '/etc/hosts',
  '/etc/resolv.conf': '/etc/resolv.conf',
};
