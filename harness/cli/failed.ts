import { CommanderError } from 'commander';
import { exitCodeOfError, exitCodes, explain, HarnessError, unfolded } from '../errors.ts';
import { debugVariable, typed } from '../system-error.ts';

/** How a failed command ends. */
export interface Failed {
  exitCode: number;
  /** For standard error. */
  text: string;
}

/**
 * What a command that failed with this error says, and its exit code. After an interrupt, given its reason, what failed besides the
 * abort itself is still reported: it may have left something behind. `NOMAD_E2E_DEBUG=1` adds the stacks of unexpected errors.
 */
export function failed(error: unknown, interrupt?: Error, env: NodeJS.ProcessEnv = process.env): Failed {
  const debug = (env[debugVariable] ?? '') !== '' ? stacksOf(error) : [];
  if (interrupt === undefined) {
    const end = typed(error);
    return { exitCode: exitCodeOfError(end), text: [explain(end), ...debug].join('\n') };
  }
  const besides = unfolded(error).filter((each) => !isAbort(each, interrupt));
  const told = besides.map((each) => explain(typed(each)));
  return { exitCode: exitCodes.interrupted, text: [interrupt.message, ...told, ...debug].join('\n') };
}

/** Whether an error only says that work was given up on an abort. */
function isAbort(error: unknown, reason: Error): boolean {
  if (error === reason) return true;
  if (!(error instanceof Error)) return false;
  // The latter is what execa says of a program that it has ended.
  if (error.name === 'AbortError' || ('isCanceled' in error && error.isCanceled)) return true;
  return error.cause !== undefined && isAbort(error.cause, reason);
}

function stacksOf(error: unknown): string[] {
  return unfolded(error).flatMap((each) =>
    each instanceof Error && !(each instanceof HarnessError) && each.stack ? [each.stack] : [],
  );
}

/** A command: it aborts with the signal, and says its exit code when that is not 0. */
export type Command = (signal: AbortSignal, done: (exitCode: number) => void) => Promise<unknown>;

/** Runs a command and returns its exit code; every failure becomes one message on standard error. */
export async function ended(command: Command, signal: AbortSignal): Promise<number> {
  let code: number = exitCodes.ok;
  try {
    await command(signal, (exitCode) => (code = exitCode));
    // Its last steps did not hear the interrupt, for which its verdict is unknown.
    if (signal.aborted && code === exitCodes.environment) throw signal.reason;
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { exitCode, text } = failed(error, signal.aborted ? signal.reason : undefined);
    process.stderr.write(`${text}\n`);
    return exitCode;
  }
}
