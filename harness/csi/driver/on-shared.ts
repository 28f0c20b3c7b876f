import type { StartedNomadCluster } from '../../cluster/index.ts';
import { EnvironmentError } from '../../errors.ts';

/**
 * Runs a script on the first client that can, for what all of them share: one that is killed is no reason to go without.
 * @throws EnvironmentError CLUSTER_EMPTY
 */
export async function onShared(
  cluster: StartedNomadCluster,
  script: string,
  args: string[],
  signal?: AbortSignal,
): Promise<string> {
  let reason: unknown = 'no client';
  for (const client of cluster.clients) {
    try {
      const { exitCode, stdout, stderr } = await client.exec(['sh', '-c', script, ...args], { signal });
      if (exitCode === 0) return stdout;
      reason = stderr;
    } catch (error) {
      signal?.throwIfAborted();
      reason = error;
    }
  }
  throw new EnvironmentError('CLUSTER_EMPTY', 'no client can reach the folder that the drivers share', {
    observed: String(reason),
  });
}
