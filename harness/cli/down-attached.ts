import { clearLeftovers, type Target } from '../attach/index.ts';
import { exitCodes } from '../errors.ts';

/** Removes leftovers of killed runs from the target's namespace, and prints what it removed. Returns the exit code. */
export async function downAttached(target: Target): Promise<number> {
  const { removed, left } = await clearLeftovers(target);
  for (const each of removed) process.stdout.write(`removed ${each}\n`);
  for (const each of left) process.stdout.write(`could not be removed: ${each}\n`);
  if (removed.length + left.length === 0)
    process.stdout.write(`no leftovers of nomad-e2e in namespace ${target.namespace}\n`);
  return left.length === 0 ? exitCodes.ok : exitCodes.environment;
}
