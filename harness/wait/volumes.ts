import {
  type ClaimRecord,
  type CsiPlugin,
  type CsiPluginListStub,
  type CsiVolume,
  claimsOf,
  type NomadClient,
} from '../nomad/index.ts';
import { type WaitLimits, waitFor } from './wait-for.ts';

/**
 * The plugin once exactly `nodes` node and, if given, `controllers` controller instances are expected and healthy.
 * By blocking query: plugin health has no event in most versions.
 */
export function pluginHealthy(
  client: NomadClient,
  id: string,
  { nodes, controllers, ...limits }: WaitLimits & { nodes: number; controllers?: number | undefined },
): Promise<CsiPluginListStub> {
  return waitFor({
    ...limits,
    ...onePlugin(client, id),
    what: `plugin ${id} healthy with ${nodes} nodes${controllers === undefined ? '' : ` and ${controllers} controllers`}`,
    until: (plugin) => {
      if (plugin === undefined) return undefined;
      const { NodesHealthy, NodesExpected, ControllersHealthy, ControllersExpected } = plugin;
      const nodesFit = NodesHealthy === nodes && NodesExpected === nodes;
      const controllersFit =
        controllers === undefined ||
        (ControllersHealthy === controllers && ControllersExpected === controllers);
      return nodesFit && controllersFit ? plugin : undefined;
    },
  });
}

/** The plugin's whole record, with its instances, once `predicate` holds for it. Fails at once for an unknown plugin. */
export function pluginRecord(
  client: NomadClient,
  id: string,
  predicate: (plugin: CsiPlugin) => boolean,
  limits: WaitLimits,
): Promise<CsiPlugin> {
  return waitFor({
    ...limits,
    client,
    what: `record of plugin ${id}`,
    source: {
      blocking: (index, signal) =>
        client.blocking<CsiPlugin>(`/v1/plugin/csi/${encodeURIComponent(id)}`, { index, signal }),
    },
    until: (plugin) => (predicate(plugin) ? plugin : undefined),
    describe: ({ Controllers, Nodes }) => JSON.stringify({ Controllers, Nodes }),
  });
}

/** Returns when Nomad no longer knows the plugin: it forgets one whose last instance and volume are gone. */
export function pluginGone(client: NomadClient, id: string, limits: WaitLimits): Promise<true> {
  return waitFor({
    ...limits,
    ...onePlugin(client, id),
    what: `end of plugin ${id}`,
    until: (plugin) => (plugin === undefined ? true : undefined),
  });
}

/** The claims of a CSI volume once `predicate` holds for them. Fails at once for an unknown volume. */
export function volumeClaims(
  client: NomadClient,
  id: string,
  predicate: (claims: ClaimRecord[], volume: CsiVolume) => boolean,
  limits: WaitLimits & { namespace?: string | undefined },
): Promise<ClaimRecord[]> {
  return waitFor({
    ...limits,
    client,
    what: `claims of volume ${id}`,
    source: {
      blocking: (index, signal) => {
        const call = { index, signal, namespace: limits.namespace };
        return client.blocking<CsiVolume>(`/v1/volume/csi/${encodeURIComponent(id)}`, call);
      },
    },
    until: (volume) => {
      const claims = claimsOf(volume);
      return predicate(claims, volume) ? claims : undefined;
    },
    describe: (volume) => JSON.stringify(claimsOf(volume)),
  });
}

function onePlugin(client: NomadClient, id: string) {
  return {
    client,
    source: {
      blocking: async (index: number, signal: AbortSignal) => {
        const call = { index, signal, query: { type: 'csi' } };
        const answer = await client.blocking<CsiPluginListStub[]>('/v1/plugins', call);
        return { value: answer.value.find((plugin) => plugin.ID === id), index: answer.index };
      },
    },
    describe: (plugin: CsiPluginListStub | undefined) =>
      plugin === undefined
        ? 'unknown to Nomad'
        : `controllers ${plugin.ControllersHealthy}/${plugin.ControllersExpected}, nodes ${plugin.NodesHealthy}/${plugin.NodesExpected}`,
  };
}
