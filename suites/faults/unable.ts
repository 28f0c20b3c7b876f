import { type NomadClient, sharedPluginId, unableToAttach, waits } from '../../harness/index.ts';

/** Returns when, by Nomad's record, so many controllers of the driver cannot attach: it asks each of them every 30 s. */
export async function untilUnable(nomad: NomadClient, count: number): Promise<void> {
  const some = (plugin: Parameters<typeof unableToAttach>[0]) => unableToAttach(plugin).length === count;
  await waits.pluginRecord(nomad, sharedPluginId, some, { timeoutMs: 90_000 });
}
