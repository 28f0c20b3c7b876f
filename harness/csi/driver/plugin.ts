import { ownMark, type StartedNomadCluster } from '../../cluster/index.ts';
import { readJob } from '../../jobs/index.ts';
import { type NodeListStub, type NomadClient, poolOf } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { currentDriver } from './current.ts';
import { controllersOf, driverJobs } from './jobs.ts';
import type { DriverProfile } from './schema.ts';

/** The plugin of the default profile, which faults and rehearsals are made for. */
export const sharedPluginId = 'hostpath';

/** Nomad fingerprints a plugin every 30 s at the latest, after the task and its image are up. */
const healthTimeoutMs = 90_000;

export interface EnsurePluginOptions {
  /** Plugin id, the profile's unless given. */
  id?: string;
  /** The driver, that of this process's suites unless given. */
  driver?: DriverProfile;
  signal?: AbortSignal;
}

/**
 * Makes sure that the driver is healthy on every ready client, and returns the plugin's id. Registers the jobs
 * `plugin-<id>` when the plugin is not there. Any number of processes may call it at once: registering
 * the same job again changes nothing in Nomad.
 *
 * In an existing cluster, a running driver is used as it is; skips the test when no driver can be started.
 *
 * @throws WaitTimeout when a client's plugin is not healthy after 90 s.
 */
export async function ensurePlugin(
  cluster: StartedNomadCluster,
  options: EnsurePluginOptions = {},
): Promise<string> {
  cluster.require('csi');
  const driver = options.driver ?? (await currentDriver());
  const { id = driver.plugin_id } = options;
  const { attached, clients, nomad } = cluster;
  const known = (await nomad.plugins.list()).some((plugin) => plugin.ID === id);
  if (!known) await registerDriver(cluster, driver, id);
  // A driver of somebody else may have other nodes, too; that it is healthy on ours was seen when it was attached to.
  if (id === attached?.plugin) return id;
  const nodes = attached ? clients.length : await readyClients(nomad, 'default');
  await driverHealthy(nomad, { ...options, id, driver, nodes });
  return id;
}

/** How many clients of a node pool are ready: those in another pool are none of its driver's. */
export async function readyClients(nomad: NomadClient, pool: string): Promise<number> {
  const ready = (node: NodeListStub) => node.Status === 'ready' && poolOf(node) === pool;
  return (await nomad.nodes.list()).filter(ready).length;
}

/**
 * Waits until the plugin `id` is healthy on so many nodes.
 *
 * @throws WaitTimeout when a client's plugin is not healthy after 90 s.
 */
export async function driverHealthy(
  nomad: NomadClient,
  options: EnsurePluginOptions & { id: string; driver: DriverProfile; nodes: number },
): Promise<void> {
  const { id, driver, nodes, signal } = options;
  const limits = { timeoutMs: healthTimeoutMs, signal };
  await waits.pluginHealthy(nomad, id, { nodes, controllers: controllersOf(driver, nodes), ...limits });
}

/** Id of the job that runs a plugin in one piece. */
const pluginJob = (id: string) => `plugin-${id}`;

/** Id of the job of the plugin that suites share. */
export const sharedPluginJob = pluginJob(sharedPluginId);

async function registerDriver(cluster: StartedNomadCluster, driver: DriverProfile, id: string) {
  const { nomad, images } = cluster;
  cluster.require('driver jobs');
  const prefix = cluster.attached?.prefix ?? '';
  for (const { shape, file, vars } of driverJobs(driver, { pluginId: id, ownImage: images.csiPlugin })) {
    const job_id = prefix + (shape === 'monolith' ? pluginJob(id) : `${pluginJob(id)}-${shape}`);
    const job = await readJob(cluster, file, { job_id, ...vars });
    // Known as ours to those who attach to this cluster.
    await nomad.jobs.register(cluster.adopt({ ...job, Meta: { ...job.Meta, [ownMark]: 'driver' } }));
  }
}

/** A plugin's counts as `nomad plugin status` shows them. */
export interface PluginCounts {
  controllersHealthy: number;
  controllersExpected: number;
  nodesHealthy: number;
  nodesExpected: number;
}

/** The counts of a plugin; all 0 for one that Nomad does not know, since it forgets a plugin without instances. */
export async function pluginCounts(nomad: NomadClient, id: string): Promise<PluginCounts> {
  const plugin = (await nomad.plugins.list()).find((each) => each.ID === id);
  return {
    controllersHealthy: plugin?.ControllersHealthy ?? 0,
    controllersExpected: plugin?.ControllersExpected ?? 0,
    nodesHealthy: plugin?.NodesHealthy ?? 0,
    nodesExpected: plugin?.NodesExpected ?? 0,
  };
}
