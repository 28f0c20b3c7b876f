import { median, timeBareCluster } from '../bench/index.ts';
import { exitCodes } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { seconds } from './progress.ts';
import { boot } from './run.ts';

/**
 * Warm start of a cluster against the same agents as bare processes, in turns on the same machine: medians,
 * their ratio, and what each phase takes of the start. Returns the exit code.
 */
export async function bench({ rounds, ...context }: CommandContext & { rounds: number }): Promise<number> {
  const { flags, progress, signal } = context;
  const bare: number[] = [];
  const own: number[] = [];
  const healthy: number[] = [];
  const phases = new Map<string, number[]>();
  // The first round makes what is missing (binary, images) and warms the disk's cache; it is not counted.
  for (let round = 0; round <= rounds; round++) {
    const started = await timeCluster(context);
    signal.throwIfAborted();
    const { ready } = await timeBareCluster(started.binary, flags.clients);
    progress.line(`round ${round}: cluster ${seconds(started.ready)}, bare ${seconds(ready)}`);
    if (round === 0) continue;
    bare.push(ready);
    own.push(started.ready);
    healthy.push(started.healthy);
    for (const { name, ms } of started.phases) phases.set(name, [...(phases.get(name) ?? []), ms]);
  }
  const ratio = median(own) / median(bare);
  const lines = [
    `${flags.servers} server(s), ${flags.clients} clients, medians of ${rounds}:`,
    `bare processes, all ready   ${seconds(median(bare))}`,
    `cluster, all ready          ${seconds(median(own))}   ${ratio.toFixed(2)} x`,
    `CSI driver healthy after it ${seconds(median(healthy))}`,
    ...[...phases].map(([name, ms]) => `  ${name.padEnd(26)}${seconds(median(ms))}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

async function timeCluster({ flags, progress, signal }: CommandContext) {
  const phases: { name: string; ms: number }[] = [];
  const note = (name: string, ms: number) => {
    if (name.startsWith('cluster: ')) phases.push({ name, ms });
  };
  await using cluster = await boot(flags, { progress: { ...progress, note }, signal, acl: false });
  const begin = performance.now();
  await cluster.pluginHealthy;
  const healthy = performance.now() - begin;
  return { ready: cluster.startMs, healthy, phases, binary: cluster.binary };
}
