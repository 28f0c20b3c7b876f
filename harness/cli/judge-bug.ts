import type { JudgeBug } from '../upgrade/index.ts';
import { runVitest } from './vitest.ts';

/**
 * Runs a known bug's suite on a cluster that is there. Only a failed assertion shows the bug: a suite that broke on its
 * way to it has judged nothing.
 */
export function judgeBugOn(env: Record<string, string>, signal: AbortSignal): JudgeBug {
  return async ({ suite }) => {
    const run = { projects: ['suites', 'solo'], filters: [suite], env, signal };
    const { failed, failures } = await runVitest(run);
    if (failed === 0) return { observed: 'green' };
    const other = failures.find((message) => !message.startsWith('AssertionError'));
    if (other || failures.length === 0) return { observed: 'unjudged', reason: other ?? 'no test ran' };
    return { observed: 'red' };
  };
}
