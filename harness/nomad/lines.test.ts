import { expect, test } from 'vitest';
import { lines } from './lines.ts';

async function* stream(...chunks: (Buffer | string)[]) {
  yield* chunks;
}

async function all(from: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of from) found.push(line);
  return found;
}

test.each([
  [['a\nb\n'], ['a', 'b']],
  [
    ['a', 'b\nc'],
    ['ab', 'c'],
  ],
  [
    ['a\n', '\n', 'b'],
    ['a', '', 'b'],
  ],
  [['\n'], ['']],
  [[], []],
])('the lines of %j are %j', async (chunks, expected) => {
  expect(await all(lines(stream(...chunks)))).toEqual(expected);
});

test('a character that is cut by two chunks stays whole', async () => {
  const [one, two] = [Buffer.from('ä\n').subarray(0, 1), Buffer.from('ä\n').subarray(1)];
  expect(await all(lines(stream(one, two)))).toEqual(['ä']);
});

test('a line of very many chunks takes no longer for each of them than a short one', async () => {
  const part = 'x'.repeat(16_384);
  const timed = async (count: number) => {
    const started = performance.now();
    const [line] = await all(lines(stream(...Array.from({ length: count }, () => part), '\n')));
    expect(line).toHaveLength(count * part.length);
    return performance.now() - started;
  };
  const best = async (count: number) => Math.min(await timed(count), await timed(count), await timed(count));
  const [few, many] = [await best(200), await best(3200)];
  // Sixteen times the chunks: searched anew for each, it would be 256 times the time.
  expect(many / few).toBeLessThan(100);
});
