import { randomBytes } from 'node:crypto';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { agentPaused } from './agents.ts';
import type { Fault } from './fault.ts';

const namesOf = (nodes: readonly ClusterNode[]) => nodes.map(({ name }) => name).join(', ');

/**
 * No packet passes between two sets of nodes, in either direction; the workstation reaches all of them. Connections are
 * not closed: each side has to find out by its own timers.
 */
export function partition(side: readonly ClusterNode[], other: readonly ClusterNode[]): Fault {
  return filtered(`no network between ${namesOf(side)} and ${namesOf(other)}`, side, other, []);
}

/** A share (0 to 1) of the packets between two sets of nodes is lost, in each direction. */
export function packetLoss(
  side: readonly ClusterNode[],
  other: readonly ClusterNode[],
  share: number,
): Fault {
  const some = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)];
  const name = `${share * 100} % of packets lost between ${namesOf(side)} and ${namesOf(other)}`;
  return filtered(name, side, other, some);
}

/** A client without the servers: cut off where the kernel filters packets, else with its agent paused. */
export async function cutOff(cluster: StartedNomadCluster, client: ClusterNode): Promise<Fault> {
  const cut = partition([client], cluster.servers);
  return (await cut.available?.()) ? agentPaused(client) : cut;
}

/** Every packet that a node sends comes later by this many milliseconds. */
export function networkDelay(node: ClusterNode, delayMs: number): Fault {
  return {
    name: `packets of ${node.name} ${delayMs} ms late`,
    // Tried on the loopback device, where it harms nobody: a kernel without the module says so only then.
    available: () =>
      refusal(
        node,
        'tc qdisc add dev lo root netem delay 1ms && tc qdisc del dev lo root',
        'the kernel delays no packets (tc netem)',
      ),
    inject: () => node.shell(`tc qdisc add dev eth0 root netem delay ${delayMs}ms`),
    undo: () => node.shell('tc qdisc del dev eth0 root 2>/dev/null || true'),
  };
}

function filtered(
  name: string,
  side: readonly ClusterNode[],
  other: readonly ClusterNode[],
  match: readonly string[],
): Fault {
  const chain = `E2E-${randomBytes(4).toString('hex')}`;
  const onSide = (script: string) => Promise.all(side.map((node) => node.shell(script)));
  const trial = [
    `iptables -w -N ${chain}`,
    `iptables -w -A ${chain} ${match.join(' ')} -j DROP`,
    `iptables -w -F ${chain}`,
    `iptables -w -X ${chain}`,
  ].join(' && ');
  return {
    name,
    available: async () => {
      const [first] = side;
      if (!first || other.length === 0) return 'each side needs a node';
      return await refusal(first, trial, 'the kernel filters no packets (iptables)');
    },
    inject: async () => {
      const addresses = await Promise.all(other.map(addressOf));
      const drops = addresses.flatMap((address) =>
        ['-s', '-d'].map((end) => `iptables -w -A ${chain} ${end} ${address} ${match.join(' ')} -j DROP`),
      );
      const hooks = ['INPUT', 'OUTPUT'].map((hook) => `iptables -w -I ${hook} -j ${chain}`);
      await onSide([`iptables -w -N ${chain}`, ...drops, ...hooks].join(' && '));
    },
    undo: async () => {
      const unhook = ['INPUT', 'OUTPUT'].map((hook) => `iptables -w -D ${hook} -j ${chain}`);
      const steps = [...unhook, `iptables -w -F ${chain}`, `iptables -w -X ${chain}`];
      // What is not there need not go; that it is gone is what counts.
      await onSide(`{ ${steps.join('; ')}; } 2>/dev/null; ! iptables -w -S | grep -q ${chain}`);
    },
    evidence: async () => {
      // Counters of each rule: packets, bytes, …
      const counts = await onSide(
        `iptables -w -nvxL ${chain} | awk 'NR > 2 { sum += $1 } END { print sum }'`,
      );
      return { droppedPackets: counts.map(Number).reduce((sum, each) => sum + each, 0) };
    },
  };
}

async function addressOf(node: ClusterNode): Promise<string> {
  const line = await node.shell('ip -4 -o addr show eth0');
  return /inet ([\d.]+)/.exec(line)?.[1] ?? '';
}

async function refusal(node: ClusterNode, script: string, meaning: string): Promise<string | undefined> {
  const { exitCode, stderr } = await node.exec(['sh', '-c', script]);
  return exitCode === 0 ? undefined : `${meaning}: ${stderr.trim()}`;
}
