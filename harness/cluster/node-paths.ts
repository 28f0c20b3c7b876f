const data = '/var/lib/nomad';

/** Port of Nomad's API in a node. */
export const httpPort = 4646;

/** Where a node of ours keeps things, as fixtures/node/Dockerfile prepares it. */
export const nodePaths = {
  /** Nomad's data directory, and what its agents keep in it: https://developer.hashicorp.com/nomad/docs/architecture/storage */
  data,
  server: `${data}/server`,
  client: `${data}/client`,
  /** The folders of an allocation; the id may be `*`. */
  allocation: (id: string) => `${data}/alloc/${id}`,
  /** Network storage that all clients mount. */
  shared: '/srv/csi-shared',
  config: '/etc/nomad.d',
  agentLog: '/var/log/nomad-e2e/agent.log',
  /** What the root of an exec task is made of: fixtures/node/make-chroot. */
  execRoot: '/opt/chroot',
  /** Where Debian has the CNI plugins. */
  cniPlugins: '/usr/lib/cni',
  cniNetworks: '/opt/cni/config',
  /** Why the kernel makes no bridge networks, by node-init; missing where it does. */
  noBridge: '/opt/cni/refused',
  binary: (version: string) => `/opt/nomad/${version}/nomad`,
} as const;
