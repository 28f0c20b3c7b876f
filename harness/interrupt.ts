import { exitCodes } from './errors.ts';

/**
 * Ctrl-C comes more than once: to every process of the terminal, and again from npx and from the program's own launcher,
 * which pass it on. Nobody presses it twice as fast as that.
 */
const sameMs = 300;

/** What would remain if the process ended now. */
const remaining = new Set<string>();

/** Says what remains if the process ends before this is disposed. */
export function mayRemain(what: string): Disposable {
  remaining.add(what);
  return { [Symbol.dispose]: () => void remaining.delete(what) };
}

/** What ends a command from outside of its work. */
export interface Interrupts extends Disposable {
  signal: AbortSignal;
  /** Ends the command as Ctrl-C does; nothing when it is ending already. */
  abort(reason: Error): void;
}

/**
 * Aborts the returned signal at the first Ctrl-C or SIGTERM, so that the run cleans up; the second exits immediately
 * and says what remains.
 */
export function onInterrupt(report: (line: string) => void, hasTerminal = isOnTerminal()): Interrupts {
  const controller = new AbortController();
  const abort = (reason: Error) => {
    if (!controller.signal.aborted) controller.abort(reason);
  };
  let first: number | undefined;
  const handle = (name: NodeJS.Signals) => {
    if (name === 'SIGHUP' && !hasTerminal) return report('SIGHUP: no terminal is in use, so the run goes on');
    if (first !== undefined) {
      if (performance.now() - first < sameMs) return;
      report(leftAtOnce());
      process.exit(exitCodes.interrupted);
    }
    first = performance.now();
    report(`${name}: cleaning up (again to exit immediately)`);
    abort(new Interrupted(name));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, handle);
  return {
    signal: controller.signal,
    abort,
    [Symbol.dispose]() {
      for (const name of names) process.off(name, handle);
    },
  };
}

/**
 * Whether the end of a terminal, which is a SIGHUP, takes something from this process. It does not from one in the background with all
 * its streams elsewhere, as nohup does it, of which Node tells nothing: it sets what is done on signals back to the default.
 */
export function isOnTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}

/** What a user reads of a process that ends without a clean-up. */
export function leftAtOnce(): string {
  const what = [...remaining];
  if (what.length === 0) return 'exited immediately; no cluster resources existed';
  return [
    'exited immediately. What may remain:',
    ...what.map((each) => `  ${each}`),
    'The next run removes it, as does: npx nomad-e2e prune',
  ].join('\n');
}

/** The run was ended by its user, or by what happened to its terminal. */
export class Interrupted extends Error {
  constructor(by: string) {
    super(`interrupted by ${by}`);
    this.name = 'Interrupted';
  }
}
