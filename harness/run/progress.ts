import { LiveLine, type LiveTerminal } from './live-line.ts';

/** Progress goes to standard error, a line each, so that standard output stays for results. */
export interface Progress {
  line(text: string): void;
  /** Runs the work, printing its name before and its time after. `alone`: the work itself writes to standard error. */
  phase<T>(name: string, work: () => Promise<T>, options?: { alone?: boolean }): Promise<T>;
  /** Notes a phase that something else has timed. */
  note(name: string, ms: number): void;
  /** Phases in order, with their times in milliseconds. */
  readonly phases: readonly { name: string; ms: number }[];
}

/** On a terminal, unless that is a CI's, a last line says what is under way; elsewhere lines are only appended. */
export function createProgress(
  to: LiveTerminal & { isTTY?: boolean } = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): Progress {
  const live = to.isTTY && !env.CI ? new LiveLine(to) : undefined;
  const write = (text: string) => void (live ? live.above(text) : to.write(text));
  const started = performance.now();
  const phases: { name: string; ms: number }[] = [];
  const line = (text: string) => write(`[${seconds(performance.now() - started).padStart(7)}] ${text}\n`);
  const note = (name: string, ms: number) => {
    phases.push({ name, ms });
    line(`${name}: ${seconds(ms)}`);
  };
  return {
    line,
    note,
    phases,
    async phase(name, work, { alone = false } = {}) {
      if (!live || alone) line(`${name} …`);
      const begin = performance.now();
      let result: Awaited<ReturnType<typeof work>>;
      {
        using _shown = live?.begin(name, alone);
        result = await work();
      }
      note(name, performance.now() - begin);
      return result;
    },
  };
}

/** `12.3s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
