import { exitCodes } from '../errors.ts';

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

/**
 * Aborts the returned signal at the first Ctrl-C or SIGTERM, so that the run cleans up; the second exits immediately
 * and says what remains.
 */
export function onInterrupt(report: (line: string) => void): {
  signal: AbortSignal;
  [Symbol.dispose](): void;
} {
  const controller = new AbortController();
  let first = 0;
  const handle = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (performance.now() - first < sameMs) return;
      report(leftAtOnce());
      process.exit(exitCodes.interrupted);
    }
    first = performance.now();
    report(`${name}: cleaning up (again to exit immediately)`);
    controller.abort(new Interrupted(name));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, handle);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of names) process.off(name, handle);
    },
  };
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

/** The run was ended by its user. */
export class Interrupted extends Error {
  constructor(name: string) {
    super(`interrupted by ${name}`);
    this.name = 'Interrupted';
  }
}
