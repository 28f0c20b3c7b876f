import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedNomadCluster } from '../cluster/index.ts';
import type { NodeListStub, NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

/** The plugin that suites share when they are not about the plugin's own life. */
export const sharedPluginId = 'hostpath';

const pluginJob = join(import.meta.dirname, '..', '..', 'jobs', 'csi', 'plugin.nomad.hcl');
/** Nomad fingerprints a plugin every 30 s at the latest, after the task and its image are up. */
const healthTimeoutMs = 90_000;

export interface EnsurePluginOptions {
  /** Plugin id, `hostpath` unless given. */
  id?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Makes sure that the hostpath driver is healthy on every ready client, and returns the plugin's id. Registers the
 * job `plugin-<id>` when the plugin is not there. Any number of processes may call it at once: registering
 * the same job again changes nothing in Nomad.
 *
 * @throws WaitTimeout when a client's plugin is not healthy after `timeoutMs` (90 s unless given).
 */
export async function ensurePlugin(
  cluster: StartedNomadCluster,
  { id = sharedPluginId, timeoutMs = healthTimeoutMs, signal }: EnsurePluginOptions = {},
): Promise<string> {
  const { nomad } = cluster;
  // A client in a node pool of its own is none of the driver's.
  const served = ({ Status, NodePool = 'default' }: NodeListStub) =>
    Status === 'ready' && NodePool === 'default';
  const clients = (await nomad.nodes.list()).filter(served).length;
  const known = (await nomad.plugins.list()).some((plugin) => plugin.ID === id);
  if (!known) {
    const vars = { job_id: `plugin-${id}`, plugin_id: id, image: cluster.images.csiPlugin };
    await nomad.jobs.register(await nomad.jobs.parse(await readFile(pluginJob, 'utf8'), vars));
  }
  const limits = signal ? { timeoutMs, signal } : { timeoutMs };
  await waits.pluginHealthy(nomad, id, { nodes: clients, controllers: clients, ...limits });
  return id;
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
