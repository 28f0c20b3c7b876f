import { ownMark, type StartedNomadCluster } from '../../cluster/index.ts';
import { readJob } from '../../jobs/index.ts';
import { type NodeListStub, type NomadClient, poolOf } from '../../nomad/index.ts';
import { currentDriver } from './current.ts';
import { driverHealthy } from './health.ts';
import { driverJobs } from './jobs.ts';
import type { DriverProfile } from './schema.ts';

/** The plugin of the default profile, which faults and rehearsals are made for. */
export const sharedPluginId = 'hostpath';

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
 * @throws as `driverHealthy`
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
  // A driver of somebody else may have other nodes, too; that it is healthy on ours was seen when it was attached to.
  if (known && id === attached?.plugin) return id;
  const jobs = ownJobs(cluster, driver, id);
  if (!known) await register(cluster, jobs);
  const nodes = attached ? clients.length : await readyClients(nomad, 'default');
  const { signal } = options;
  await driverHealthy(nomad, { id, driver, nodes, jobs: jobs.map(({ vars }) => vars.job_id), signal });
  return id;
}

/** How many clients of a node pool are ready: those in another pool are none of its driver's. */
export async function readyClients(nomad: NomadClient, pool: string): Promise<number> {
  const ready = (node: NodeListStub) => node.Status === 'ready' && poolOf(node) === pool;
  return (await nomad.nodes.list()).filter(ready).length;
}

/** Id of the job that runs a plugin in one piece. */
const pluginJob = (id: string) => `plugin-${id}`;

/** Id of the job of the plugin that suites share. */
export const sharedPluginJob = pluginJob(sharedPluginId);

/** The jobs of a driver that is ours, with their ids. */
function ownJobs({ attached, images }: StartedNomadCluster, driver: DriverProfile, pluginId: string) {
  const { prefix = '' } = attached ?? {};
  return driverJobs(driver, { pluginId, ownImage: images.csiPlugin }).map(({ shape, file, vars }) => {
    const job_id = prefix + (shape === 'monolith' ? pluginJob(pluginId) : `${pluginJob(pluginId)}-${shape}`);
    return { file, vars: { job_id, ...vars } };
  });
}

async function register(cluster: StartedNomadCluster, jobs: ReturnType<typeof ownJobs>): Promise<void> {
  cluster.require('driver jobs');
  for (const { file, vars } of jobs) {
    const job = await readJob(cluster, file, vars);
    // Known as ours to those who attach to this cluster.
    await cluster.nomad.jobs.register(cluster.adopt({ ...job, Meta: { ...job.Meta, [ownMark]: 'driver' } }));
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
