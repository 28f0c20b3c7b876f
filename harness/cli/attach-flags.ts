import type { Command } from 'commander';
import { type Target, targetOf, usualImage } from '../attach/index.ts';
import { UsageError } from '../errors.ts';
import { type PersistentCluster, persistentOf } from '../run/index.ts';
import { dashed } from './flag-value.ts';

/** Flags of a command that may run on an existing cluster, as commander reads them. */
export interface RawAttachFlags {
  attach?: boolean;
  namespace?: string;
  nodePool?: string;
  jobImage?: string;
  startDriver?: boolean;
}

/** Adds them. */
export const withAttach = (command: Command): Command =>
  command
    .option(
      '--attach',
      'use the existing cluster given by NOMAD_ADDR, NOMAD_TOKEN etc. instead of starting one',
    )
    .option(
      '--namespace <name>',
      'with --attach: namespace reserved for the jobs of the suites (default: NOMAD_NAMESPACE)',
    )
    .option('--node-pool <name>', 'with --attach: node pool to run them in (default: NOMAD_NODE_POOL)')
    .option('--job-image <image>', `with --attach: image for docker tasks (default: ${usualImage})`)
    .option('--start-driver', "with --attach: start the profile's CSI driver if it is not running");

const ofAttach = ['namespace', 'nodePool', 'jobImage', 'startDriver'] as const;

/** Flags that shape a new cluster, by commander's names. */
const ofOwnCluster = [
  'nomadVersion',
  'nomadBinary',
  'servers',
  'clients',
  'productionTiming',
  'secure',
  'allowPrivileged',
  'nodeEngine',
  'engineAddress',
  'install',
];

/**
 * The existing cluster to use; undefined for a new one.
 * @throws UsageError FLAG_INVALID where flags for a new cluster and for an existing one meet, and as `targetOf`
 */
export function attachFlags(raw: RawAttachFlags, command: Command): Target | PersistentCluster | undefined {
  const stray = ofAttach.find((flag) => raw[flag] !== undefined);
  if (raw.attach) {
    requireNoShape(command);
    // With any of them, a persistent cluster is treated as an existing one.
    return (stray === undefined && persistentOf(process.env)) || targetOf(process.env, raw);
  }
  if (stray === undefined) return undefined;
  throw new UsageError('FLAG_INVALID', `${dashed(stray)} requires --attach`, {
    next: `npx nomad-e2e ${command.name()} --attach --help`,
  });
}

function requireNoShape(command: Command): void {
  const stray = ofOwnCluster.find((flag) => command.getOptionValueSource(flag) === 'cli');
  if (stray === undefined) return;
  throw new UsageError(
    'FLAG_INVALID',
    `${dashed(stray)} shapes a new cluster, and --attach uses an existing one`,
    { next: `leave out ${dashed(stray)}, or --attach` },
  );
}
