import { EnvironmentError } from '../errors.ts';
import { type Job, type NomadClientOptions, poolOf, type TlsOptions } from '../nomad/index.ts';

/** What a test may need that not every cluster has, or not every token may use. */
export type Ability =
  /** Machines that may be restarted, killed, drained, looked into. */
  | 'machines'
  /** Reading nodes. */
  | 'nodes'
  | 'docker'
  | 'exec'
  | 'raw_exec'
  /** Commands in a task that is not kept apart from its node: raw_exec. */
  | 'alloc-node-exec'
  /** Registering jobs with CSI volumes. */
  | 'csi-mount-volume'
  /** Volumes of the driver profile's plugin. */
  | 'csi'
  /** Starting CSI drivers. */
  | 'driver jobs'
  | 'dynamic host volumes'
  /** Groups with a network of their own, whose ports are mapped: `mode = "bridge"`. */
  | 'bridge networks'
  | 'variables'
  /** A management token. */
  | 'management'
  /** A job parser that is the release's own. */
  | 'own parser';

/** Why an ability is missing; those that are there are not in it. */
export type Lacks = Partial<Record<Ability, string>>;

/** How another process reaches a cluster that was attached to, and what it may expect. The token is not written down. */
export interface Attached {
  address: string;
  namespace: string;
  region?: string;
  nodePool?: string;
  tls?: TlsOptions;
  /** What ids of this run begin with. */
  prefix: string;
  lacks: Lacks;
  /** Id of the profile's plugin, where somebody else runs it. */
  plugin?: string;
  /** Commands of the suites' jobs that tasks without an image do not find. */
  missingCommands: string[];
}

/** Key in the meta of each job that is put into a cluster of somebody else; its value is the prefix of the run's ids. */
export const ownMark = 'nomad-e2e';

/** Client options for an attached cluster; the token is that of the environment, as the stock CLI takes it. */
export function attachedOptions(
  { address, namespace, region, tls, lacks }: Attached,
  token: string | undefined,
): NomadClientOptions {
  return { address, namespace, region, tls, token, nodeEvents: lacks.nodes === undefined };
}

/**
 * A job as it is put into an attached cluster: marked as ours, in the node pool that was given, and of the lowest priority, with
 * which it preempts nobody (Nomad's scheduler configuration has preemption by system jobs on unless it is turned off).
 */
export function adopted(job: Job, { prefix, nodePool, namespace }: Attached): Job {
  return {
    ...job,
    Namespace: namespace,
    Priority: 1,
    Meta: { ...job.Meta, [ownMark]: prefix },
    ...(nodePool !== undefined && poolOf(job) === 'default' && { NodePool: nodePool }),
  };
}

/** Why an attached cluster cannot run the job: a driver or a command that its tasks need; undefined when it can. */
export function unfitJob(job: Job, { prefix, lacks, missingCommands }: Attached): string | undefined {
  const groups = job.TaskGroups ?? [];
  for (const { Type, Source = '' } of groups.flatMap(({ Volumes }) => Object.values(Volumes ?? {}))) {
    const ability: Ability = Type === 'csi' ? 'csi-mount-volume' : 'management';
    // A token has rules for host volumes by their names, and those of others are nobody's business.
    const denied = Type === 'csi' || !Source.startsWith(prefix) ? lacks[ability] : undefined;
    if (denied !== undefined)
      return Type === 'csi' ? denied : 'it asks for a host volume that is not its own';
  }
  for (const { Driver, Config, Templates, CSIPluginConfig } of groups.flatMap(({ Tasks }) => Tasks ?? [])) {
    const driver = lacks[Driver as Ability];
    if (driver !== undefined) return driver;
    if (CSIPluginConfig && lacks['driver jobs'] !== undefined) return lacks['driver jobs'];
    if (Driver === 'docker') continue;
    const text = JSON.stringify([Config, Templates]);
    // `file` is also an English word, so only a task that runs it counts.
    const missing = missingCommands.find((command) =>
      command === 'file' ? Config?.command === command : new RegExp(`\\b${command}\\b`).test(text),
    );
    if (missing !== undefined) return `the nodes have no command \`${missing}\`, which the job runs`;
  }
  return undefined;
}

/** What a cluster of somebody else says where it is asked for what it does not have. */
export function lacking(reason: string): never {
  throw new EnvironmentError('CLUSTER_LACKS', `this cluster cannot do that: ${reason}`, {
    next: 'in a suite of your own: scope.needsCluster(…) skips the test instead',
  });
}

/** Why there is no machine behind a node; `what` is what would be done there. */
export const needsMachines = (what: string) => `needs machines of our own: ${what}`;
