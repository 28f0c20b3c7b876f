import { EnvironmentError, HarnessError, unfolded } from './errors.ts';

/** Set to 1, it adds the stack to an error that nobody expected. */
export const debugVariable = 'NOMAD_E2E_DEBUG';

interface SystemError extends Error {
  code?: string;
  syscall?: string;
  path?: string;
  dest?: string;
}

/** What to do about the errors that a user can meet (errno(3)). */
const remedies: Record<string, string> = {
  EACCES: 'give your user the right to it, or name another folder: --runs <folder>, XDG_CACHE_HOME=<folder>',
  EPERM: 'give your user the right to it, or name another folder: --runs <folder>, XDG_CACHE_HOME=<folder>',
  EROFS: 'that disk takes no writes; name a folder on another: --runs <folder>, XDG_CACHE_HOME=<folder>',
  ENOSPC: 'free disk space (`df -h` shows which disk is full, `npx nomad-e2e prune` removes leftovers)',
  EDQUOT: 'free disk space: your quota is used up (`quota` shows it)',
  EMFILE: 'allow more open files for this shell: ulimit -n 65536',
  ENFILE: 'the machine has too many open files: end programs, or raise fs.file-max',
  ENOMEM: 'free memory, or take fewer nodes: --clients 2',
  EIO: 'the disk fails: look at `dmesg`',
};

/**
 * An error as failures that a user can read, with all that its clean-up and its members failed with: what is none of ours is the
 * machine's (a system error: Node docs, Errors) or a defect of this program, and both end with exit code 3.
 */
export function typed(error: unknown): Error {
  if (error instanceof SuppressedError)
    return new SuppressedError(typed(error.error), typed(error.suppressed), error.message);
  if (error instanceof AggregateError)
    return new AggregateError(error.errors.map(typed), error.message || 'several things failed');
  const [first] = unfolded(error);
  if (first instanceof HarnessError) return first;
  if (isSystemError(first)) {
    return new EnvironmentError('SYSTEM_ERROR', inWords(first), {
      next:
        remedies[first.code ?? ''] ??
        'the message names what was asked of the system: see that it can be done',
      cause: error,
    });
  }
  const message = first instanceof Error ? first.message || first.name : String(first);
  return new EnvironmentError('UNEXPECTED', `nomad-e2e did not expect this: ${message}`, {
    next: `run it again with ${debugVariable}=1, which adds where it happened, and report that: it is a defect of nomad-e2e`,
    cause: error,
  });
}

/** Whether the operating system refused something: it has the call, or the code of an errno (not `ERR_…`, Node's own). */
function isSystemError(error: unknown): error is SystemError {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as SystemError;
  return typeof syscall === 'string' || (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code));
}

/** `cannot mkdir /runs/x: permission denied (EACCES)` */
function inWords(error: SystemError): string {
  const { code = 'unknown', syscall, path, dest, message } = error;
  const reason = new RegExp(`^${code}: ([^,]+)`).exec(message)?.[1];
  if (syscall === undefined || reason === undefined) return message;
  const what = [syscall, path, ...(dest === undefined ? [] : ['to', dest])].filter(Boolean).join(' ');
  return `cannot ${what}: ${reason} (${code})`;
}
