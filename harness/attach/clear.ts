import { UsageError } from '../errors.ts';
import { findLeftovers, type Leftover } from './leftovers.ts';
import type { Target } from './target.ts';

export interface ClearOptions {
  /** Removes without asking. */
  yes: boolean;
  /** Lists only. */
  dryRun: boolean;
  /** Leaves what belongs to runs that began later. */
  olderThanMs: number;
  signal: AbortSignal;
  say: (line: string) => void;
  /** Asks; undefined where nobody is at a terminal. */
  ask: ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined;
}

/**
 * Lists what killed runs have left in the target's namespace, and removes it when that is confirmed. Returns
 * whether all went that was to go.
 * @throws UsageError DOWN_NAMESPACE without a namespace, DOWN_UNCONFIRMED where nobody confirms
 */
export async function clearLeftovers(target: Target, options: ClearOptions): Promise<boolean> {
  const { yes, dryRun, olderThanMs, signal, say, ask } = options;
  const { namespace } = target;
  if (!target.ownNamespace) {
    throw new UsageError('DOWN_NAMESPACE', 'down --attach needs the namespace to remove leftovers from', {
      next: 'npx nomad-e2e down --attach --namespace <name> --dry-run',
    });
  }
  await using leftovers = await findLeftovers(target, { olderThanMs });
  const { found, young, unproven } = leftovers;
  for (const each of found) say(told(each));
  for (const each of young) say(`kept, its run may go on (--older-than): ${told(each)}`);
  for (const what of unproven) say(`kept, nothing proves that it is nomad-e2e's: ${what}`);
  if (found.length === 0) {
    say(`nothing of nomad-e2e is to be removed from ${namespace}`);
    return true;
  }
  if (dryRun) return true;
  if (!yes && !(await ask?.(`Remove these ${found.length} from namespace ${namespace}?`, signal))) {
    throw new UsageError('DOWN_UNCONFIRMED', `nothing was removed from ${namespace}`, {
      next: `npx nomad-e2e down --attach --namespace ${namespace} --yes removes what is listed`,
    });
  }
  signal.throwIfAborted();
  const { removed, left } = await leftovers.remove();
  for (const each of removed) say(`removed ${each}`);
  for (const each of left) say(`could not be removed: ${each}`);
  return left.length === 0;
}

const told = ({ what, run, began }: Leftover) =>
  `${what}   (run ${run}, began ${new Date(began).toISOString().slice(0, 16)}Z)`;
