import { UsageError } from '../errors.ts';
import type { Entry } from './entry.ts';
import * as events from './events/index.ts';
import { flawOf } from './events/kind.ts';
import { fileLines } from './file-lines.ts';
import { currentFormat, upgraded } from './format.ts';

/** A line with its number in the file, from 1. */
interface Line {
  number: number;
  entry: Entry;
}

interface Flaw {
  line: number;
  reason: string;
}

/**
 * The entries of a saved ledger, ordered by their clock, those of an older format as this version would have written them.
 * Lines that cannot be read, or that lack what their kind has, are left out and counted by an entry of kind `unreadable`:
 * what they said may have been what matters.
 *
 * @throws UsageError LEDGER_NEWER for a ledger of a format that this version does not know
 */
export function readLedger(file: string): Entry[] {
  const { lines, flaws } = parsed(fileLines(file));
  const format = formatOf(file, lines);
  const body = lines.filter(({ entry }) => !events.ledger.is(entry));
  const current = upgraded(
    body.map(({ entry }) => entry),
    format,
  );
  const entries = wholeOf(current, (at) => body[at]?.number ?? 0, flaws);
  return [...entries, ...unreadable(file, flaws, entries.at(-1))];
}

/**
 * Gives the entries that this process, and others beside it, have appended behind the first `from` bytes of a ledger that is still
 * being written. Asked again, it reads what is new. The last line may be under way: it is left for later.
 */
export function appendedTo(file: string, from: number): () => Entry[] {
  const [entries, flaws]: [Entry[], Flaw[]] = [[], []];
  let [at, before] = [from, 0];
  return () => {
    const texts = [...fileLines(file, at)].filter(({ ended }) => ended);
    at = texts.at(-1)?.until ?? at;
    const { lines, flaws: fresh } = parsed(texts);
    const all = lines.map(({ entry }) => entry);
    entries.push(...wholeOf(all, (index) => lines[index]?.number ?? 0, fresh));
    flaws.push(...fresh.map(({ line, reason }) => ({ line: before + line, reason })));
    before += texts.length;
    // Those of another process may come late.
    entries.sort((a, b) => a.mono - b.mono);
    return [...entries, ...unreadable(file, flaws, entries.at(-1))];
  };
}

/** What could not be read of ledgers, a sentence for each file; empty when all of it could. */
export function unreadableInWords(entries: readonly Entry[]): string[] {
  return events.unreadable.of(entries).map(({ file, lines, first }) => {
    const which = `${lines} ${lines === 1 ? 'line' : 'lines'} of the ledger could not be read`;
    return `${which}: ${file}:${first.line}${lines === 1 ? '' : ' and others'}: ${first.reason}`;
  });
}

function parsed(texts: Iterable<{ text: string }>): { lines: Line[]; flaws: Flaw[] } {
  const [lines, flaws]: [Line[], Flaw[]] = [[], []];
  let number = 0;
  for (const { text } of texts) {
    number += 1;
    const entry = entryOf(text);
    if (entry) lines.push({ number, entry });
    else flaws.push({ line: number, reason: `not a ledger line: ${text.slice(0, 120)}` });
  }
  return { lines, flaws };
}

/** Those that have what their kind has, in the order of their clock; the others are added to `flaws`. */
function wholeOf(entries: readonly Entry[], lineAt: (at: number) => number, flaws: Flaw[]): Entry[] {
  const whole = entries.filter((entry, at) => {
    const reason = flawOf(entry);
    if (reason !== undefined) flaws.push({ line: lineAt(at), reason });
    return reason === undefined;
  });
  return whole.sort((a, b) => a.mono - b.mono);
}

/** At the moment of the last entry, so that it moves no clock. */
function unreadable(file: string, flaws: readonly Flaw[], last: Entry | undefined): Entry[] {
  const [first] = flaws.toSorted((a, b) => a.line - b.line);
  if (!first) return [];
  const { at, mono } = last ?? { at: new Date(0).toISOString(), mono: 0 };
  return [{ file, lines: flaws.length, first, at, mono, kind: events.unreadable.name }];
}

function formatOf(file: string, lines: readonly Line[]): number {
  // Another process may have been quicker with a line than the one that has made the file.
  const format = lines.map(({ entry }) => entry).find(events.ledger.is)?.format ?? 1;
  if (format <= currentFormat) return format;
  throw new UsageError(
    'LEDGER_NEWER',
    `${file} is of format ${format}, this version reads up to ${currentFormat}`,
    {
      next: 'use the version of nomad-e2e that has written it, or a newer one',
    },
  );
}

function entryOf(text: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(text);
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
