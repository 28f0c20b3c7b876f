import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ledger, readLedger } from './ledger.ts';

describe('Ledger', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-'));
    file = join(folder, 'ledger.ndjson');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('gives back what was appended, in order, with wall and monotonic time', async () => {
    using ledger = await Ledger.open(file);
    ledger.append('first', { value: 1 });
    ledger.append('second');
    const [first, second] = readLedger(file);
    expect(first).toMatchObject({ kind: 'first', value: 1 });
    expect(second).toMatchObject({ kind: 'second' });
    expect(Date.parse(String(first?.at))).toBeLessThanOrEqual(Date.now());
    expect(first?.mono).toBeLessThan(Number(second?.mono));
  });

  test('a field of the caller never replaces the clock or the kind', async () => {
    using ledger = await Ledger.open(file);
    ledger.append('kept', { kind: 'other', mono: -1, at: 'never' });
    expect(readLedger(file)[0]).toMatchObject({ kind: 'kept' });
    expect(readLedger(file)[0]?.mono).toBeGreaterThan(0);
  });

  test('four processes that share the file lose and tear no line', async () => {
    const module = new URL('./ledger.ts', import.meta.url).href;
    const script = `const { Ledger } = await import('${module}');
      const ledger = await Ledger.open(process.argv[1]);
      for (let i = 0; i < 250; i++) ledger.append('line', { writer: process.argv[2], i, pad: 'x'.repeat(5000) });`;
    const writer = (name: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file, name]);
    await Promise.all(['a', 'b', 'c', 'd'].map(writer));
    const seen = new Set(readLedger(file).map((entry) => `${entry.writer}-${entry.i}`));
    expect(seen.size).toBe(1000);
  });

  test('an unfinished last line is left out, a broken one is named', async () => {
    using ledger = await Ledger.open(file);
    ledger.append('whole');
    appendFileSync(file, '{"kind":"torn","mo');
    expect(readLedger(file).map((entry) => entry.kind)).toEqual(['whole']);
    writeFileSync(file, 'no json\n');
    expect(() => readLedger(file)).toThrow(`${file}:1 is not a ledger line`);
  });

  test('refuses a line after close', async () => {
    const ledger = await Ledger.open(file);
    ledger.close();
    expect(() => ledger.append('late')).toThrow('is closed, cannot record late');
  });
});
