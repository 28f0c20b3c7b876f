import { CommanderError } from 'commander';
import { exitCodes } from '../errors.ts';
import type { Interrupted } from '../run/index.ts';
import { failed } from './failed.ts';
import { createProgram } from './program.ts';

/** Runs one command line and returns its exit code; every failure becomes one message on standard error. */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let code: number = exitCodes.ok;
  const program = createProgram({ signal, done: (exitCode) => (code = exitCode) });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { exitCode, text } = failed(error, interrupted(signal));
    process.stderr.write(`${text}\n`);
    return exitCode;
  }
}

/** What the user ended the command by. */
export function interrupted(signal: AbortSignal): Interrupted | undefined {
  return signal.aborted ? (signal.reason as Interrupted) : undefined;
}
