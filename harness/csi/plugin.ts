import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedNomadCluster } from '../cluster/index.ts';
import type { NodeListStub, NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { currentDriver } from './profile/current.ts';
import { controllersOf, driverJobs } from './profile/jobs.ts';
import type { DriverProfile } from './profile/schema.ts';

/** The plugin of the default profile, which faults and rehearsals are made for. */
export const sharedPluginId = 'hostpath';

const jobs = join(import.meta.dirname, '..', '..', 'jobs');
/** Nomad fingerprints a plugin every 30 s at the latest, after the task and its image are up. */
const healthTimeoutMs = 90_000;

export interface EnsurePluginOptions {
  /** Plugin id, the profile's unless given. */
  id?: string;
  /** The driver, that of this process's suites unless given. */
  driver?: DriverProfile;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Makes sure that the driver is healthy on every ready client, and returns the plugin's id. Registers the jobs
 * `plugin-<id>` when the plugin is not there. Any number of processes may call it at once: registering
 * the same job again changes nothing in Nomad.
 *
 * @throws WaitTimeout when a client's plugin is not healthy after `timeoutMs` (90 s unless given).
 */
export async function ensurePlugin(
  cluster: StartedNomadCluster,
  options: EnsurePluginOptions = {},
): Promise<string> {
  const driver = options.driver ?? (await currentDriver());
  const { id = driver.plugin_id } = options;
  const known = (await cluster.nomad.plugins.list()).some((plugin) => plugin.ID === id);
  if (!known) await registerDriver(cluster, driver, id);
  await driverHealthy(cluster.nomad, { ...options, id, driver });
  return id;
}

/**
 * Waits until the plugin `id` is healthy on every ready client of a node pool, `default` unless given.
 *
 * @throws WaitTimeout when a client's plugin is not healthy after `timeoutMs` (90 s unless given).
 */
export async function driverHealthy(
  nomad: NomadClient,
  options: EnsurePluginOptions & { id: string; driver: DriverProfile; pool?: string },
): Promise<void> {
  const { id, driver, pool = 'default', timeoutMs = healthTimeoutMs, signal } = options;
  // A client in another node pool is none of the driver's.
  const served = ({ Status, NodePool = 'default' }: NodeListStub) => Status === 'ready' && NodePool === pool;
  const nodes = (await nomad.nodes.list()).filter(served).length;
  const limits = signal ? { timeoutMs, signal } : { timeoutMs };
  await waits.pluginHealthy(nomad, id, { nodes, controllers: controllersOf(driver, nodes), ...limits });
}

/** Id of the job that runs a plugin in one piece. */
const pluginJob = (id: string) => `plugin-${id}`;

/** Id of the job of the plugin that suites share. */
export const sharedPluginJob = pluginJob(sharedPluginId);

async function registerDriver({ nomad, images }: StartedNomadCluster, driver: DriverProfile, id: string) {
  for (const { shape, file, vars } of driverJobs(driver, { pluginId: id, ownImage: images.csiPlugin })) {
    const job_id = shape === 'monolith' ? pluginJob(id) : `${pluginJob(id)}-${shape}`;
    const hcl = await readFile(join(jobs, file), 'utf8');
    await nomad.jobs.register(await nomad.jobs.parse(hcl, { job_id, ...vars }));
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
