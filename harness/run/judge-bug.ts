import type { AccessFolder } from '../access/index.ts';
import type { StartedNomadCluster } from '../cluster/index.ts';
import type { JudgeBug } from '../operator-jobs/index.ts';
import { judge } from '../regression/index.ts';
import { runVitest } from './suites-process.ts';

interface Upgraded {
  cluster: StartedNomadCluster;
  access: AccessFolder;
  to: string;
}

/** Runs a known bug's suite on a cluster that was upgraded to `to`, and says whether it has the bug. */
export function judgeBugOn(
  { cluster, access, to }: Upgraded,
  env: Record<string, string>,
  signal: AbortSignal,
): JudgeBug {
  return async (bug) => {
    const { suite } = bug;
    // What a suite expects depends on the version, which was another one when the cluster was described first.
    await access.writeDescriptor({ ...cluster.descriptor, version: to });
    const { files } = await runVitest({ projects: ['suites', 'solo'], filters: [suite], env, signal });
    const ran = files.find(({ file }) => file === suite);
    const { colour, reason } = judge(ran, bug);
    return colour === 'unjudged' ? { observed: colour, reason } : { observed: colour };
  };
}
