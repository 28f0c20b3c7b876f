import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { program, root } from '../program.ts';

/** A clean-up that waits for what is broken is given up by the run itself after two minutes. */
export const endWithinMs = 150_000;

export interface RunOptions {
  args: readonly string[];
  env: Record<string, string>;
  /** Its output goes there; a file beside it holds its exit code. */
  log: string;
  /** On a terminal of its own. */
  onTerminal: boolean;
}

/** A run in a process group of its own, whose standard output and error are one pipe or one terminal. */
export class Run {
  readonly #child: ChildProcess;
  readonly #onTerminal: boolean;
  readonly #listeners = new Set<(line: string) => void>();
  readonly ended: Promise<number>;
  lastLines: string[] = [];

  private constructor(child: ChildProcess, { log, onTerminal }: RunOptions, codeFile: string) {
    this.#child = child;
    this.#onTerminal = onTerminal;
    this.ended = onTerminal ? written(codeFile) : exited(child);
    const file = createWriteStream(log);
    if (!child.stdout) throw new TypeError('a run is started with its output piped');
    createInterface({ input: child.stdout }).on('line', (raw) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      file.write(`${line}\n`);
      this.lastLines = [...this.lastLines, line].slice(-12);
      for (const listener of this.#listeners) listener(line);
    });
  }

  static async start(options: RunOptions): Promise<Run> {
    const { args, env, log, onTerminal } = options;
    const codeFile = `${log}.exit`;
    await writeFile(codeFile, '');
    const words = [process.execPath, program, ...args];
    // As an interactive shell, it passes the hangup on and outlives it, to say how the run ended.
    const outlives = `${words.map(quoted).join(' ')} & run=$!; trap "kill -HUP $run" HUP
      until wait $run; code=$?; ! kill -0 $run 2> /dev/null; do :; done; echo $code > ${quoted(codeFile)}`;
    const [command, rest] = onTerminal
      ? ['script', ['-qefc', `exec bash -c ${quoted(outlives)}`, '/dev/null']]
      : ['bash', ['-c', 'exec "$0" "$@" 2>&1', ...words]];
    const child = spawn(command, rest, {
      ...{ cwd: root, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
    });
    await once(child, 'spawn');
    return new Run(child, options, codeFile);
  }

  /** Settles after the n-th line that fits; never where there is none. */
  said(line: RegExp, nth: number): Promise<void> {
    let seen = 0;
    return new Promise((resolve) => {
      const listener = (text: string) => {
        if (text === '' || !line.test(text)) return;
        seen += 1;
        if (seen === nth) resolve();
      };
      this.#listeners.add(listener);
    });
  }

  signal(name: NodeJS.Signals, { toAll }: { toAll: boolean }): void {
    const { pid = 0 } = this.#child;
    process.kill(toAll ? -pid : pid, name);
  }

  /** Takes the terminal away: the kernel hangs up on all that use it. */
  closeTerminal(): void {
    if (!this.#onTerminal) throw new TypeError('this run has no terminal');
    this.#child.kill('SIGKILL');
  }

  /** The reader of its output goes away. */
  closePipe(): void {
    this.#child.stdout?.destroy();
  }

  /** Ends it, where it has not ended: as its user would do, and after two minutes at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    const late = 'late';
    for (const [name, ms] of [
      ['SIGTERM', 0],
      ['SIGKILL', endWithinMs],
    ] as const) {
      if ((await Promise.race([this.ended, after(ms, late, { ref: false })])) !== late) return;
      try {
        this.signal(name, { toAll: true });
      } catch {
        // Its first process is gone, and the rest is found as what it has left.
        return;
      }
    }
  }
}

async function exited(child: ChildProcess): Promise<number> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

/** What a process that is no child of this one has written at its end. */
async function written(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8');
    if (text.endsWith('\n')) return Number(text);
    await after(50);
  }
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
