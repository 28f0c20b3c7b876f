/** What the whole program needs. */
export interface ProgramOptions {
  /** Aborts whatever command runs; it then cleans up and rejects. */
  signal: AbortSignal;
  /** Takes the exit code of a finished command. */
  done: (exitCode: number) => void;
}
