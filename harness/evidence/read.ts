import { UsageError } from '../errors.ts';
import { parserWithoutSecrets, withoutSecrets } from '../secrets/index.ts';
import type { Entry } from './entry.ts';
import * as events from './events/index.ts';
import { flawOf } from './events/kind.ts';
import { fileLines } from './file-lines.ts';
import { currentFormat, upgraded } from './format.ts';

interface Flaw {
  line: number;
  reason: string;
}

/**
 * The entries of a saved ledger, ordered by their clock, those of an older format as this version would have written them.
 * Lines that cannot be read, or that lack what their kind has, are left out and counted by an entry of kind `unreadable`:
 * what they said may have been what matters. Secrets are taken out again, with those of `also`: older versions, and others than this
 * program, may have written a line, and a cluster's token may be known now that was not then.
 *
 * @throws UsageError LEDGER_NEWER for a ledger of a format that this version does not know
 */
export function readLedger(file: string, also: readonly string[] = []): Entry[] {
  const read = parsed(fileLines(file), also);
  if (read.format > currentFormat) {
    const message = `${file} is of format ${read.format}, this version reads up to ${currentFormat}`;
    const next = 'use the version of nomad-e2e that has written it, or a newer one';
    throw new UsageError('LEDGER_NEWER', message, { next });
  }
  return wholeOf(file, { ...read, entries: upgraded(read.entries, read.format) }, also);
}

/**
 * Gives the entries that this process, and others beside it, have appended behind the first `from` bytes of a ledger that is still
 * being written. Asked again, it reads what is new. The last line may be under way: it is left for later.
 */
export function appendedTo(file: string, from: number): () => Entry[] {
  const [entries, numbers, flaws]: [Entry[], number[], Flaw[]] = [[], [], []];
  let [at, before] = [from, 0];
  return () => {
    const texts = [...fileLines(file, at)].filter(({ ended }) => ended);
    at = texts.at(-1)?.until ?? at;
    const fresh = parsed(texts);
    for (const entry of fresh.entries) entries.push(entry);
    for (const number of fresh.numbers) numbers.push(before + number);
    for (const { line, reason } of fresh.flaws) flaws.push({ line: before + line, reason });
    before += texts.length;
    return wholeOf(file, { ...fresh, entries, numbers, flaws: [...flaws] });
  };
}

/** What could not be read of ledgers, a sentence for each file; empty when all of it could. */
export function unreadableInWords(entries: readonly Entry[]): string[] {
  return events.unreadable.of(entries).map(({ file, lines, first }) => {
    const which = `${lines} ${lines === 1 ? 'line' : 'lines'} of the ledger could not be read`;
    return `${which}: ${file}:${first.line}${lines === 1 ? '' : ' and others'}: ${first.reason}`;
  });
}

/** What a file has, but for its first line. A ledger may have a million lines, so no more is kept of one than its entry. */
interface Parsed {
  entries: readonly Entry[];
  /** The number of each entry's line in the file, from 1. */
  numbers: readonly number[];
  flaws: Flaw[];
  format: number;
}

function parsed(texts: Iterable<{ text: string }>, also: readonly string[] = []): Parsed {
  const parse = parserWithoutSecrets(also);
  const [entries, numbers, flaws]: [Entry[], number[], Flaw[]] = [[], [], []];
  let format: number | undefined;
  let number = 0;
  for (const { text } of texts) {
    number += 1;
    const entry = entryOf(text, parse);
    if (!entry) flaws.push({ line: number, reason: `not a ledger line: ${text.slice(0, 120)}` });
    // Another process may have been quicker with a line than the one that has made the file.
    else if (events.ledger.is(entry)) format ??= entry.format;
    else {
      entries.push(entry);
      numbers.push(number);
    }
  }
  return { entries, numbers, flaws, format: format ?? 1 };
}

/** Those that have what their kind has, in the order of their clock, and behind them what could not be read. */
function wholeOf(file: string, { entries, numbers, flaws }: Parsed, also: readonly string[] = []): Entry[] {
  const whole = entries.filter((entry, at) => {
    const reason = flawOf(entry);
    if (reason !== undefined) flaws.push({ line: numbers[at] ?? 0, reason });
    return reason === undefined;
  });
  whole.sort((a, b) => a.mono - b.mono);
  const [first] = flaws.sort((a, b) => a.line - b.line);
  if (!first) return whole;
  // At the moment of the last entry, so that it moves no clock.
  const { at, mono } = whole.at(-1) ?? { at: new Date(0).toISOString(), mono: 0 };
  const what = withoutSecrets({ file, lines: flaws.length, first }, also);
  whole.push({ ...what, at, mono, kind: events.unreadable.name });
  return whole;
}

function entryOf(text: string, parse: (json: string) => unknown): Entry | undefined {
  try {
    const value = parse(text);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, mono, at } = value as Partial<Record<keyof Entry, unknown>>;
  return typeof kind === 'string' && typeof mono === 'number' && typeof at === 'string';
}
