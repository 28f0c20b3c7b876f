import { leftAtOnce, onInterrupt } from '../run/index.ts';
import { hideInOutput } from '../secrets/index.ts';
import { failed } from './failed.ts';
import { interrupted, runCommand } from './run-command.ts';

// A forgotten timer or socket must not keep a nightly run from ending; on POSIX nothing of a pipe's output is lost.
process.exit(await main(process.argv.slice(2)));

/** Runs the command of this process. */
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
  return await runCommand(argv, interrupt.signal);
}
