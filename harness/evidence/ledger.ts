import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { EnvironmentError } from '../errors.ts';
import { withoutSecrets } from '../secrets/index.ts';

/** One line of the ledger: when it was written, what it is, and its own fields. */
export interface Entry {
  /** Wall clock, ISO 8601, UTC. */
  readonly at: string;
  /** Nanoseconds on the machine's monotonic clock: orders the lines of several processes. */
  readonly mono: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/**
 * The run's record: one JSON object a line. Every line is one `write` on an O_APPEND descriptor, so processes
 * that share the file never tear each other's lines, and a killed process leaves at most one unfinished line.
 * Secrets are taken out of every line.
 */
export class Ledger implements Disposable {
  readonly file: string;
  #descriptor: number | undefined;

  private constructor(file: string, descriptor: number) {
    this.file = file;
    this.#descriptor = descriptor;
  }

  /** Opens or creates `file`; its folder must exist. */
  static async open(file: string): Promise<Ledger> {
    return new Ledger(file, openSync(file, 'a'));
  }

  /** Writes one line. Synchronous, so that what is recorded before a crash stays recorded. */
  append(kind: string, data: object = {}): void {
    if (this.#descriptor === undefined) {
      throw new EnvironmentError('LEDGER_CLOSED', `ledger ${this.file} is closed, cannot record ${kind}`);
    }
    const mono = Number(process.hrtime.bigint());
    const line = Buffer.from(
      `${JSON.stringify({ ...withoutSecrets(data), at: new Date().toISOString(), mono, kind })}\n`,
    );
    const written = writeSync(this.#descriptor, line);
    if (written !== line.length) {
      throw new EnvironmentError(
        'LEDGER_SHORT_WRITE',
        `ledger ${this.file} took ${written} of ${line.length} bytes`,
        {
          next: 'free some disk space, then run again',
        },
      );
    }
  }

  /** Closes the file; what is appended afterwards throws `LEDGER_CLOSED`. Once more is no error. */
  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * The entries of a saved ledger, ordered by their clock. An unfinished last line (a killed writer) is left out.
 * Throws `LEDGER_BROKEN` with the line's number for any other line that is no JSON object.
 */
export function readLedger(file: string): Entry[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  const entries = lines.map((line, index) => parseLine(file, line, index + 1));
  return entries.sort((a, b) => a.mono - b.mono);
}

function parseLine(file: string, line: string, number: number): Entry {
  try {
    const value: unknown = JSON.parse(line);
    if (isEntry(value)) return value;
  } catch {
    // Reported below with the place of the line, which the parser's message lacks.
  }
  throw new EnvironmentError('LEDGER_BROKEN', `${file}:${number} is not a ledger line`, {
    observed: line.slice(0, 120),
  });
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'kind' in value && typeof value.kind === 'string' && 'mono' in value && typeof value.mono === 'number'
  );
}
