import { execa } from 'execa';
import { codeOf } from '../errors.ts';

export interface GoOptions {
  cwd: string;
  env: Record<string, string>;
  signal: AbortSignal;
  /** Told of each line of standard error. */
  onLine?: (line: string) => void;
}

export interface GoResult {
  failed: boolean;
  /** `ENOENT` when the program is not there. */
  code: string | undefined;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program in a process group of its own, as `go build` has compilers and linkers under it.
 * An abort ends the whole group, and returns when it is gone.
 */
export async function runGroup(
  program: string,
  args: string[],
  { cwd, env, signal, onLine }: GoOptions,
): Promise<GoResult> {
  signal.throwIfAborted();
  const told = function* (line: unknown) {
    onLine?.(String(line));
    yield line;
  };
  const child = execa(program, args, {
    cwd,
    env,
    detached: true,
    reject: false,
    stdin: 'ignore',
    stderr: told,
  });
  const kill = () => killGroup(child.pid);
  // No time to end by itself is needed: all that is half-done lies in folders that the caller removes.
  signal.addEventListener('abort', kill, { once: true });
  // Whatever outlives the leader would hold our pipes open and work for nobody.
  child.nodeChildProcess.once('exit', kill);
  // A group of its own does not get the terminal's Ctrl-C, and outlives this process if nobody ends it; before its folder is removed.
  process.prependOnceListener('exit', kill);
  const { failed, code, stdout, stderr, shortMessage } = await child;
  signal.removeEventListener('abort', kill);
  process.removeListener('exit', kill);
  signal.throwIfAborted();
  return { failed, code, stdout: String(stdout), stderr: String(stderr) || (shortMessage ?? '') };
}

function killGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
