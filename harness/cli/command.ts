import type { ClusterFlags } from './flags.ts';
import type { Progress } from './progress.ts';

/** What every command that starts a cluster is given. */
export interface CommandContext {
  flags: ClusterFlags;
  progress: Progress;
  /** Aborts the command; it then cleans up and rejects. */
  signal: AbortSignal;
}
