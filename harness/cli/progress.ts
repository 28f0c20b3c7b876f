/** Progress goes to standard error, a line each, so that standard output stays for results. */
export interface Progress {
  line(text: string): void;
  /** Runs the work, printing its name before and its time after. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Notes a phase that something else has timed. */
  note(name: string, ms: number): void;
  /** Phases in order, with their times in milliseconds. */
  readonly phases: readonly { name: string; ms: number }[];
}

export function createProgress(
  write: (text: string) => void = (text) => process.stderr.write(text),
): Progress {
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
    async phase(name, work) {
      line(`${name} …`);
      const begin = performance.now();
      const result = await work();
      note(name, performance.now() - begin);
      return result;
    },
  };
}

/** `12.3s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
