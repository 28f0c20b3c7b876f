import { execa } from 'execa';

/** A process group that was told to end gets this long before it is killed. */
const graceMs = 2_000;

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
  const kill = () => endGroup(child.pid, 'SIGKILL');
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    endGroup(child.pid, 'SIGTERM');
    killer = setTimeout(kill, graceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  // Whatever outlives the leader would hold our pipes open and work for nobody.
  child.nodeChildProcess.once('exit', kill);
  // A group of its own does not get the terminal's Ctrl-C, and outlives this process if nobody ends it.
  process.once('exit', kill);
  const { failed, code, stdout, stderr, shortMessage } = await child;
  clearTimeout(killer);
  signal.removeEventListener('abort', stop);
  process.removeListener('exit', kill);
  signal.throwIfAborted();
  return { failed, code, stdout: String(stdout), stderr: String(stderr) || (shortMessage ?? '') };
}

function endGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
