import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendedTo, events, Ledger, ledgerText, readLedger, unreadableInWords } from './index.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  file = join(folder, 'ledger.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (kind: string, mono: number, fields: object = {}) =>
  `${JSON.stringify({ ...fields, at: '2026-01-01T00:00:00Z', mono, kind })}\n`;
const ended = (mono: number, passed: unknown) => line('test-ended', mono, { test: 'a', scope: 's', passed });
const kinds = () => readLedger(file).map(({ kind }) => kind);

describe('what cannot be read is counted', () => {
  test.each([
    ['a line that was never finished', '{"kind":"torn","mo'],
    ['a line of something else', 'no json\n'],
    ['a line without a kind', '{"mono":1,"at":""}\n'],
    ['a line of a known kind that lacks a field', line('test-ended', 2, { test: 'a', scope: 's' })],
    ['a line of a known kind whose field is of another type', ended(2, 'yes')],
    ['a figure that was no number when it was written', line('clock', 2, { uptime: Number.NaN })],
  ])('%s', (_, text) => {
    writeFileSync(file, line('ledger', 0, { format: 2, harness: '1' }) + ended(1, true) + text);
    expect(kinds()).toEqual(['test-ended', 'unreadable']);
    expect(unreadableInWords(readLedger(file))).toEqual([
      expect.stringMatching(/^1 line of the ledger could not be read: .*ledger\.ndjson:3: /),
    ]);
  });

  test('two lines that a killed writer has put together are one', () => {
    writeFileSync(file, `{"kind":"torn","mo${ended(1, true)}${ended(2, true)}no json\n`);
    expect(readLedger(file)).toMatchObject([
      { kind: 'test-ended', mono: 2 },
      { lines: 2, mono: 2 },
    ]);
  });

  test('in a file in which nothing can be read', () => {
    writeFileSync(file, 'no ledger\n');
    expect(kinds()).toEqual(['unreadable']);
  });

  test('and stays counted when the entries are written to another ledger', () => {
    writeFileSync(file, `${ended(1, true)}no json\n`);
    const entries = readLedger(file);
    writeFileSync(file, ledgerText(entries));
    expect(readLedger(file)).toEqual(entries);
  });
});

test('a kind that this version does not know is left as it is', () => {
  writeFileSync(file, line('of-tomorrow', 1, { x: 1 }));
  expect(readLedger(file)).toMatchObject([{ kind: 'of-tomorrow', x: 1 }]);
});

test('a ledger of a newer format is refused with its number', () => {
  writeFileSync(file, line('ledger', 0, { format: 5, harness: '9' }) + ended(1, true));
  expect(() => readLedger(file)).toThrow('is of format 5, this version reads up to 4');
});

test('format 2: a rehearsal that did not note what was due has nothing due', () => {
  const plan = { from: '1', to: '2', mode: 'in-place', steps: ['1/1 server-1'], heartbeatGraceMs: 5000 };
  writeFileSync(file, line('ledger', 0, { format: 2, harness: '1' }) + line('plan', 1, plan));
  expect(readLedger(file)).toMatchObject([{ ...plan, due: [], budget: [] }]);
});

test('format 3: the two bounds of a rehearsal are its budget', () => {
  const bounds = { writerStallMs: 10_000, apiGapMs: 8000 };
  const plan = { from: '1', to: '2', mode: 'in-place', steps: [], heartbeatGraceMs: 5000, due: [], bounds };
  writeFileSync(file, line('ledger', 0, { format: 3, harness: '1' }) + line('plan', 1, plan));
  expect(events.plan.of(readLedger(file))[0]?.budget).toEqual([
    { cost: 'api-gap', ms: 8000, from: '' },
    { cost: 'writer-stall', ms: 10_000, from: '' },
  ]);
});

describe('format 1', () => {
  const fault = (begin: number) => ({ name: 'x', begin, end: begin + 1, healthy: begin + 2 });

  test('faults get ids, each end that of its own begin', () => {
    const begins = [11, 21, 31].map((mono) => line('fault-begin', mono, { name: 'x' }));
    const ends = [line('fault', 25, fault(20)), line('fault', 15, fault(10))];
    writeFileSync(file, [...begins, ...ends, line('fault', 50, fault(40))].join(''));
    const entries = readLedger(file);
    const ids = events.faultBegin.of(entries).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(events.fault.of(entries).map(({ begin, id }) => [begin, ids.indexOf(id)])).toEqual([
      [10, 0],
      [20, 1],
      [40, -1],
    ]);
  });

  test('lines that a newer version has appended keep their ids', () => {
    writeFileSync(
      file,
      line('fault-begin', 1, { name: 'x' }) + line('fault-begin', 2, { id: 'own', name: 'x' }),
    );
    expect(events.faultBegin.of(readLedger(file)).map(({ id }) => id)).toEqual(['x (1)', 'own']);
  });
});

test('what was appended since is read, and no line that is under way', async () => {
  using ledger = await Ledger.open(file);
  ledger.append(events.clock, { uptime: 1 });
  const appended = appendedTo(file, ledger.size);
  expect(appended()).toEqual([]);
  ledger.append(events.clock, { uptime: 2 });
  appendFileSync(file, '{"kind":"torn","mo');
  expect(appended()).toMatchObject([{ kind: 'clock', uptime: 2 }]);
});

test('what has been read once is not read again, whatever its letters', () => {
  writeFileSync(file, line('of-tomorrow', 2, { text: 'ä\u{1f600}' }));
  const appended = appendedTo(file, 0);
  expect(appended()).toHaveLength(1);
  // Of the same length: what is behind it begins where it did.
  writeFileSync(file, `${' '.repeat(readFileSync(file).length - 1)}\n${line('of-tomorrow', 1)}no json\n`);
  const entries = appended();
  expect(entries.map(({ mono }) => mono)).toEqual([1, 2, 2]);
  expect(entries.at(-1)).toMatchObject({ kind: 'unreadable', lines: 1, first: { line: 3 } });
  expect(appended()).toEqual(entries);
});
