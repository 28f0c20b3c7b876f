import { exitCodes } from '../errors.ts';

/**
 * Aborts the returned signal at the first Ctrl-C or SIGTERM, so that the run cleans up; the second leaves at once
 * and says what may remain.
 */
export function onInterrupt(report: (line: string) => void): {
  signal: AbortSignal;
  [Symbol.dispose](): void;
} {
  const controller = new AbortController();
  const handle = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      report(
        'left at once: containers of this run stay until the next start, or until: npx nomad-e2e down --all',
      );
      process.exit(exitCodes.interrupted);
    }
    report(`${name}: cleaning up (again to leave at once)`);
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

/** The run was ended by its user. */
export class Interrupted extends Error {
  constructor(name: string) {
    super(`interrupted by ${name}`);
    this.name = 'Interrupted';
  }
}
