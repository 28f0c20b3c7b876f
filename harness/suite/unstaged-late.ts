import { expect } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { readCalls, unstagedFromUnder } from '../csi/index.ts';
import { mayHave } from '../regression/index.ts';
import type { NeedsOptions } from './needs.ts';

/** The bug in the table of known ones. */
const bug = 'C15';

/**
 * Ends a test as known by a set-up that failed with nomad#20424: any test in which a node claims a volume again may meet it. `judge`
 * asserts the good behaviour of a bug.
 */
export function endIfUnstagedLate(
  { cluster, skip }: Pick<NeedsOptions, 'cluster' | 'skip'>,
  judge: (bug: string, good: () => void) => void,
) {
  return async (allocation: string, failures: readonly string[]): Promise<void> => {
    const own = await unstagedLate(cluster, allocation, failures);
    if (own.length === 0) return;
    judge(bug, () => expect(own, own.join('; ')).toEqual([]));
    skip(`it showed the known bug ${bug}`);
  };
}

/** Those of these failures that are it. None where the version has it not, or where the driver's own notes do not show it. */
export async function unstagedLate(
  cluster: StartedNomadCluster,
  allocation: string,
  failures: readonly string[],
): Promise<readonly string[]> {
  const refused = failures.filter((failure) => failure.includes('is not staged at'));
  if (refused.length === 0 || cluster.attached || !mayHave(bug, cluster.version)) return [];
  return unstagedFromUnder((await readCalls(cluster)).calls, allocation) ? refused : [];
}
