import type { JudgeBug } from '../operator-jobs/index.ts';
import { judge } from '../regression/index.ts';
import { runVitest } from './suites-process.ts';

/** Runs a known bug's suite on a cluster that is there, and says whether it has the bug. */
export function judgeBugOn(env: Record<string, string>, signal: AbortSignal): JudgeBug {
  return async (bug) => {
    const { suite } = bug;
    const { files } = await runVitest({ projects: ['suites', 'solo'], filters: [suite], env, signal });
    const ran = files.find(({ file }) => file === suite);
    const { colour, reason } = judge(ran, bug);
    return colour === 'unjudged' ? { observed: colour, reason } : { observed: colour };
  };
}
