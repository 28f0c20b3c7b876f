import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError } from '../errors.ts';
import { withoutSecrets } from '../secrets/index.ts';
import type { Entry } from './entry.ts';
import * as events from './events/index.ts';
import type { Kind } from './events/kind.ts';
import { header } from './format.ts';

/**
 * The run's record: one JSON object a line, the first of which says the format. Every line is one `write` on an O_APPEND
 * descriptor, so processes that share the file never tear each other's lines, and a killed process leaves at most one
 * unfinished line. Secrets are taken out of every line.
 */
export class Ledger implements Disposable {
  readonly file: string;
  /** Whether it has made the file. */
  readonly created: boolean;
  #descriptor: number | undefined;
  /** A line was cut by a full disk: the next one begins a line of its own. */
  #torn = false;

  private constructor(file: string, { descriptor, created }: { descriptor: number; created: boolean }) {
    this.file = file;
    this.created = created;
    this.#descriptor = descriptor;
  }

  /** Opens or creates `file`; its folder must exist. */
  static async open(file: string): Promise<Ledger> {
    const descriptor = unlessThere(file);
    const created = descriptor !== undefined;
    const ledger = new Ledger(file, { descriptor: descriptor ?? openSync(file, 'a'), created });
    if (created) ledger.append(events.ledger, header);
    return ledger;
  }

  /** Bytes that are in the file: what is appended from now on is behind them. */
  get size(): number {
    return fstatSync(this.#open('tell its size')).size;
  }

  /** Writes one line. Synchronous, so that what is recorded before a crash stays recorded. */
  append<Data extends object>({ name: kind }: Kind<Data>, data: NoInfer<Data>): void {
    const descriptor = this.#open(`record ${kind}`);
    const mono = Number(process.hrtime.bigint());
    const text = lineOf({ ...withoutSecrets(data), at: new Date().toISOString(), mono, kind });
    const line = Buffer.from(this.#torn ? `\n${text}` : text);
    const written = writeSync(descriptor, line);
    this.#torn = written > 0 && written < line.length;
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

  #open(to: string): number {
    if (this.#descriptor !== undefined) return this.#descriptor;
    throw new EnvironmentError('LEDGER_CLOSED', `ledger ${this.file} is closed, cannot ${to}`);
  }
}

/** The text of a whole ledger with these entries, which keep their clock. */
export function ledgerText(entries: readonly Entry[]): string {
  const { at = new Date(0).toISOString(), mono = 0 } = entries[0] ?? {};
  return [{ ...header, at, mono, kind: events.ledger.name }, ...entries].map(lineOf).join('');
}

const lineOf = (entry: Entry) => `${JSON.stringify(entry)}\n`;

/** The descriptor of a new file; undefined where another process was first, which then writes its first line. */
function unlessThere(file: string): number | undefined {
  try {
    return openSync(file, 'ax');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}
