import { CommanderError } from 'commander';
import { exitCodes } from '../errors.ts';
import { type Interrupted, leftAtOnce, onInterrupt } from '../run/index.ts';
import { hideInOutput } from '../secrets/index.ts';
import { failed } from './failed.ts';
import { createProgram } from './program.ts';

// A forgotten timer or socket must not keep a nightly run from ending; on POSIX nothing of a pipe's output is lost.
process.exit(await main(process.argv.slice(2)));

/** Runs one command and returns the process's exit code; every failure becomes one message on standard error. */
async function main(argv: string[]): Promise<number> {
  hideInOutput();
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  using interrupt = onInterrupt(say);
  // What nobody awaits ends the process where it is, without a clean-up.
  process.on('uncaughtException', (error) => {
    const { exitCode, text } = failed(error, interrupted(interrupt.signal));
    say(`${text}\n${leftAtOnce()}`);
    process.exit(exitCode);
  });
  let code: number = exitCodes.ok;
  const program = createProgram({ signal: interrupt.signal, done: (exitCode) => (code = exitCode) });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { exitCode, text } = failed(error, interrupted(interrupt.signal));
    say(text);
    return exitCode;
  }
}

/** What the user ended the command by. */
function interrupted(signal: AbortSignal): Interrupted | undefined {
  return signal.aborted ? (signal.reason as Interrupted) : undefined;
}
