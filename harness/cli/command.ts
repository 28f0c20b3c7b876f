/** What the program as a whole is given. */
export interface ProgramOptions {
  /** Aborts whatever command runs; it then cleans up and rejects. */
  signal: AbortSignal;
  /** Told of the exit code of a command that came to its end. */
  done: (exitCode: number) => void;
}
