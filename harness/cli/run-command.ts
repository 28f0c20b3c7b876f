import { type Command, ended } from './failed.ts';
import { createProgram } from './program.ts';
import { dropStaleVariables } from './variables.ts';

/** What a command line asks for. */
export const commandOf =
  (argv: readonly string[]): Command =>
  (signal, done) => {
    dropStaleVariables(process.env, (line) => void process.stderr.write(`${line}\n`));
    return createProgram({ signal, done }).parseAsync(argv, { from: 'user' });
  };

/** Runs one command line and returns its exit code; every failure becomes one message on standard error. */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<number> {
  return await ended(commandOf(argv), signal);
}
