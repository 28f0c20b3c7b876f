import { fstatSync } from 'node:fs';
import { Interrupted, type Interrupts, leftAtOnce, onInterrupt } from '../interrupt.ts';
import { guardOutput } from '../secrets/index.ts';
import { type Command, ended, type Failed, failed } from './failed.ts';

/** A clean-up takes seconds; one that waits for what an unexpected error has broken would never end. */
const cleanUpWithinMs = 120_000;

/**
 * Runs a command and returns the process's exit code; every failure becomes one message on standard error. Whatever happens to the
 * process meanwhile, but a kill, ends the command by its signal, so that it cleans up.
 */
export async function underGuard(command: Command): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  using interrupts = onInterrupt(say);
  guardOutput({
    onLost: (output, error) => {
      if (nobodyReads(output, error)) interrupts.abort(new Interrupted('the end of who reads its output'));
    },
  });
  const broken = onUncaught(interrupts, say);
  const code = await ended(command, interrupts.signal);
  return broken()?.exitCode ?? code;
}

/**
 * The last resort: an error that nobody awaits or hears would end the process where it is. It is reported, and ends the command
 * instead; returns the first of them.
 */
function onUncaught({ abort }: Interrupts, say: (line: string) => void): () => Failed | undefined {
  let broken: Failed | undefined;
  // Of rejections that nobody handles, too.
  process.on('uncaughtException', (error) => {
    const end = failed(error);
    say(`${end.text}\ncleaning up (Ctrl-C twice to exit immediately)`);
    if (broken) return;
    broken = end;
    setTimeout(() => {
      say(leftAtOnce());
      process.exit(end.exitCode);
    }, cleanUpWithinMs);
    abort(new Error('ended by the error above', { cause: error }));
  });
  return () => broken;
}

/** Standard output is what a command is run for. Standard error alone may be closed; when it is the same pipe, so is the other. */
function nobodyReads(output: unknown, { code }: NodeJS.ErrnoException): boolean {
  if (code !== 'EPIPE') return false;
  if (output === process.stdout) return true;
  const [out, error] = [fstatSync(1), fstatSync(2)];
  return out.dev === error.dev && out.ino === error.ino;
}
