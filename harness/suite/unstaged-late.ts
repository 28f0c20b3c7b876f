import type { StartedNomadCluster } from '../cluster/index.ts';
import { readCalls, unstagedFromUnder } from '../csi/index.ts';
import { mayHave } from '../regression/index.ts';

/** The bug in the table of known ones. */
export const unstagedLateBug = 'C15';

/**
 * The failures of an allocation's set-up that are nomad#20424: any test in which a node claims a volume again may meet it. None where
 * the version has it not, or where the driver's own notes do not show it.
 */
export async function unstagedLate(
  cluster: StartedNomadCluster,
  allocation: string,
  failures: readonly string[],
): Promise<readonly string[]> {
  const refused = failures.filter((failure) => failure.includes('is not staged at'));
  if (refused.length === 0 || cluster.attached || !mayHave(unstagedLateBug, cluster.version)) return [];
  return unstagedFromUnder((await readCalls(cluster)).calls, allocation) ? refused : [];
}
