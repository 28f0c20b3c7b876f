import { execFile } from 'node:child_process';
import fs, { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaced } from '../replaced-builtin.ts';
import { events, Ledger, readLedger } from './index.ts';

describe('Ledger', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-'));
    file = join(folder, 'ledger.ndjson');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const linesIn = () =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('gives back what was appended, in order, with wall and monotonic time', async () => {
    using ledger = await Ledger.open(file);
    ledger.append(events.stopUndone, { job: 'a' });
    ledger.append(events.clock, { uptime: 1 });
    const [first, second] = readLedger(file);
    expect(first).toMatchObject({ kind: 'stop-undone', job: 'a' });
    expect(second).toMatchObject({ kind: 'clock', uptime: 1 });
    expect(Date.parse(String(first?.at))).toBeLessThanOrEqual(Date.now());
    expect(first?.mono).toBeLessThan(Number(second?.mono));
  });

  test('begins with the format, once, however often it is opened', async () => {
    for (const uptime of [1, 2]) {
      using ledger = await Ledger.open(file);
      ledger.append(events.clock, { uptime });
    }
    expect(linesIn()).toMatchObject([
      { kind: 'ledger', format: 4, harness: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      { kind: 'clock', uptime: 1 },
      { kind: 'clock', uptime: 2 },
    ]);
  });

  test('a field of the caller never replaces the clock or the kind', async () => {
    using ledger = await Ledger.open(file);
    const own = { kind: 'other', mono: -1, at: 'never', uptime: 1 };
    ledger.append(events.clock, own);
    expect(readLedger(file)).toMatchObject([{ kind: 'clock' }]);
    expect(readLedger(file)[0]?.mono).toBeGreaterThan(0);
  });

  test('four processes that share a new file lose and tear no line', async () => {
    const module = new URL('./index.ts', import.meta.url).href;
    const script = `const { events, Ledger } = await import('${module}');
      const ledger = await Ledger.open(process.argv[1]);
      for (let i = 0; i < 250; i++) ledger.append(events.note, { scope: process.argv[2], name: String(i), data: { pad: 'x'.repeat(5000) } });`;
    const writer = (name: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file, name]);
    await Promise.all(['a', 'b', 'c', 'd'].map(writer));
    const notes = events.note.of(readLedger(file));
    expect(new Set(notes.map(({ scope, name }) => `${scope}-${name}`)).size).toBe(1000);
    expect(linesIn().filter(({ kind }) => kind === events.ledger.name)).toHaveLength(1);
  });

  test('a line that a full disk has cut costs itself alone', async () => {
    using ledger = await Ledger.open(file);
    const short = { code: 'LEDGER_SHORT_WRITE', exitCode: 3 };
    {
      const write = writeSync;
      const ofTwentyBytes = (file: number, line: Uint8Array) => write(file, line.subarray(0, 20));
      using _full = replaced(fs, 'writeSync', ofTwentyBytes as typeof writeSync);
      expect(() => ledger.append(events.clock, { uptime: 1 })).toThrow(expect.objectContaining(short));
    }
    ledger.append(events.clock, { uptime: 2 });
    expect(readLedger(file)).toMatchObject([{ uptime: 2 }, { kind: 'unreadable', lines: 1 }]);
  });

  test('refuses a line after close', async () => {
    const ledger = await Ledger.open(file);
    ledger.close();
    expect(() => ledger.append(events.clock, { uptime: 1 })).toThrow('is closed, cannot record clock');
  });
});
