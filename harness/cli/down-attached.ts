import { clearLeftovers, type Target } from '../attach/index.ts';
import { confirmed } from '../confirmed.ts';
import { exitCodes } from '../errors.ts';
import { duration } from './flags.ts';

/** Flags of `down --attach` as commander reads them. */
export interface RawRemovalFlags {
  yes?: boolean;
  dryRun?: boolean;
  olderThan: string;
}

/**
 * Removes what killed runs have left in the target's namespace, when that is confirmed. Returns the exit code.
 * @throws UsageError FLAG_INVALID, and as `clearLeftovers`
 */
export async function downAttached(
  target: Target,
  raw: RawRemovalFlags,
  signal: AbortSignal,
): Promise<number> {
  const { yes = false, dryRun = false, olderThan } = raw;
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  const isClear = await clearLeftovers(target, {
    ...{ yes, dryRun, signal, olderThanMs: duration('--older-than', olderThan) },
    say: (line) => process.stdout.write(`${line}\n`),
    ask: isTerminal ? confirmed : undefined,
  });
  return isClear ? exitCodes.ok : exitCodes.environment;
}
