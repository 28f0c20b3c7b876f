import type { Fixtures } from './holder.ts';

/** A driver of the test's own that comes back 20 s after its end at the earliest; returns the ids of its plugin and of its job. */
export async function lateDriver({
  cluster,
  csi,
  scope,
}: Fixtures): Promise<{ pluginId: string; jobId: string }> {
  const pluginId = scope.name('driver');
  const late = { restart_attempts: '20', restart_delay: '20s' };
  const vars = { plugin_id: pluginId, image: cluster.images.csiPlugin, ...late };
  const { jobId } = await scope.run('csi/plugin.nomad.hcl', vars);
  await csi.healthy(pluginId);
  return { pluginId, jobId };
}
