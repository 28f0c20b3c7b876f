import { ended } from './failed.ts';
import { createProgram } from './program.ts';

/** Runs one command line and returns its exit code; every failure becomes one message on standard error. */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<number> {
  return await ended(
    (signal, done) => createProgram({ signal, done }).parseAsync(argv, { from: 'user' }),
    signal,
  );
}
