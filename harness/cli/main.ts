import { CommanderError } from 'commander';
import { exitCodes, explain, HarnessError } from '../errors.ts';
import { hideInOutput } from '../secrets/index.ts';
import { type Interrupted, onInterrupt } from './interrupt.ts';
import { createProgram } from './program.ts';

// A forgotten timer or socket must not keep a nightly run from ending; on POSIX nothing of a pipe's output is lost.
process.exit(await main(process.argv.slice(2)));

/** Runs one command and returns the process's exit code; every failure becomes one message on standard error. */
async function main(argv: string[]): Promise<number> {
  hideInOutput();
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  using interrupt = onInterrupt(say);
  let code: number = exitCodes.ok;
  const program = createProgram({ signal: interrupt.signal, done: (exitCode) => (code = exitCode) });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (interrupt.signal.aborted) {
      say((interrupt.signal.reason as Interrupted).message);
      // What failed besides the abort itself is worth a line: it may have left something behind.
      if (error instanceof HarnessError && error.code !== 'ABORTED') say(explain(error));
      return exitCodes.interrupted;
    }
    say(explain(error));
    if (!(error instanceof HarnessError) && error instanceof Error) say(error.stack ?? '');
    return error instanceof HarnessError ? error.exitCode : exitCodes.testFailure;
  }
}
