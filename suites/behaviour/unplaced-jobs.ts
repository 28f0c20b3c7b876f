import type { Wording } from '../../harness/index.ts';
import type { Patch } from './patch.ts';

/** A job that waits for a node. */
export interface UnplacedJob extends Patch {
  name: string;
  /** Why the scheduler leaves out nodes, or all of them. */
  reason: RegExp | ((says: Wording) => string);
}

const constraint = `constraint {
      attribute = "\${attr.kernel.name}"
      value     = "plan9"
    }`;

/** Asks for more allocations than the nodes can hold; those that are placed keep running. */
const running: Patch = {
  type: 'service',
  replace: { 'command = "true"': 'command = "sleep"\nargs = ["infinity"]' },
  task: `kill_signal = "SIGKILL"
      resources {
        cpu    = 20
        memory = 32
      }`,
};

export const unplacedJobs: UnplacedJob[] = [
  { name: 'constraint', group: constraint, reason: /filtered \(\$\{attr\.kernel\.name\} = plan9: \d/ },
  {
    name: 'constraint-sysbatch',
    type: 'sysbatch',
    group: constraint,
    reason: /filtered \(\$\{attr\.kernel\.name\} = plan9: \d/,
  },
  {
    name: 'constraint-system',
    type: 'system',
    group: constraint,
    reason: /filtered \(\$\{attr\.kernel\.name\} = plan9: \d/,
  },
  {
    name: 'cores',
    task: `resources {
        cores  = 100000
        memory = 32
      }`,
    reason: /exhausted \(cores: \d/,
  },
  {
    name: 'cpu',
    task: `resources {
        cpu    = 100000000
        memory = 32
      }`,
    reason: /exhausted \(cpu: \d/,
  },
  {
    name: 'csi-volume',
    group: `volume "data" {
      type            = "csi"
      source          = "no-such-volume"
      access_mode     = "single-node-writer"
      attachment_mode = "file-system"
    }`,
    reason: ({ missingVolume }) => `filtered (${missingVolume('no-such-volume')}: `,
  },
  { name: 'datacenter', job: 'datacenters = ["mars"]', reason: /^app: 0 nodes evaluated/ },
  {
    name: 'device',
    task: `resources {
        cpu    = 20
        memory = 32
        device "acme/anvil" {}
      }`,
    reason: /filtered \(missing devices: \d/,
  },
  { name: 'disk', group: 'ephemeral_disk { size = 1000000000 }', reason: /exhausted \(disk: \d/ },
  {
    ...running,
    name: 'distinct-hosts',
    group: `count = 60
    constraint {
      operator = "distinct_hosts"
      value    = "true"
    }`,
    reason: /filtered \(distinct_hosts: \d/,
  },
  {
    name: 'driver',
    replace: { '"exec"': '"no-such-driver"' },
    reason: /filtered \(missing drivers: \d/,
  },
  {
    name: 'host-network',
    group: `network {
      port "http" { host_network = "no-such-network" }
    }`,
    reason: /filtered \(missing host network "no-such-network" for port "http": \d/,
  },
  {
    name: 'host-volume',
    group: `volume "data" {
      type   = "host"
      source = "no-such-volume"
    }`,
    reason: /filtered \(missing compatible host volumes: \d/,
  },
  {
    name: 'memory',
    task: `resources {
        cpu    = 20
        memory = 100000000
      }`,
    reason: /exhausted \(memory: \d/,
  },
  {
    ...running,
    name: 'static-port',
    group: `count = 60
    network {
      port "http" { static = 18080 }
    }`,
    reason: /exhausted \(network: reserved port collision http=18080: \d/,
  },
];
