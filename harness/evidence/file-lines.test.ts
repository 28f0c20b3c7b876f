import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileLines } from './file-lines.ts';

/** A file with this text. */
async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-lines-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), text);
  return join(folder, 'file');
}

test.each([
  ['', []],
  ['a\n', [['a', true]]],
  [
    'a\n\nb',
    [
      ['a', true],
      ['', true],
      ['b', false],
    ],
  ],
])('%j has the lines %j', async (text, lines) => {
  expect([...fileLines(await fileWith(text))].map(({ text, ended }) => [text, ended])).toEqual(lines);
});

test('a letter of several bytes at the border of two parts is whole', async () => {
  const long = `x${'ä'.repeat(1024 * 1024)}`;
  const [first, second] = fileLines(await fileWith(`${long}\nend`));
  expect(first?.text === long).toBe(true);
  expect(second?.text).toBe('end');
});

test('lines are read from a byte on', async () => {
  expect([...fileLines(await fileWith('one\ntwo\n'), 4)]).toEqual([{ text: 'two', ended: true, until: 8 }]);
});
