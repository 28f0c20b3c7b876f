import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { uptime } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Entry } from './entry.ts';
import * as events from './events/index.ts';
import { Ledger } from './ledger.ts';
import { readLedger } from './read.ts';

/** The folder of a run: its ledger, its result, and, of a run with more than one repetition, the folder of each. */
export class RunFolder {
  /** Absolute. */
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** That of a new run below `runs`; it is not made yet. */
  static next(runs: string): RunFolder {
    return new RunFolder(join(runs, `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`));
  }

  get id(): string {
    return basename(this.path);
  }

  /** The path of a file in it. */
  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  get ledgerFile(): string {
    return this.file('ledger.ndjson');
  }

  get resultFile(): string {
    return this.file('result.json');
  }

  get hasLedger(): boolean {
    return existsSync(this.ledgerFile);
  }

  async make(): Promise<this> {
    await mkdir(this.path, { recursive: true });
    return this;
  }

  /** To append to; the caller closes it. A new one begins with the uptime, by which writers note their times. */
  async openLedger(): Promise<Ledger> {
    const ledger = await Ledger.open(this.ledgerFile);
    // Unlike the ledger's clock, uptime goes on while a machine sleeps.
    if (ledger.created) ledger.append(events.clock, { uptime: uptime() });
    return ledger;
  }

  /**
   * What its own ledger says, that of its repetitions not, without secrets; `also` are some that nothing shows as such.
   * @throws UsageError LEDGER_NEWER
   */
  entries(also?: readonly string[]): Entry[] {
    return readLedger(this.ledgerFile, also);
  }

  repetition(number: number | string): RunFolder {
    return new RunFolder(this.file('repetitions', String(number)));
  }

  /** The folders of repetitions that are there. */
  repetitions(): RunFolder[] {
    const folder = this.file('repetitions');
    return existsSync(folder) ? readdirSync(folder).map((number) => this.repetition(number)) : [];
  }
}
