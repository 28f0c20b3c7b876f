import { expect, test } from 'vitest';
import { poll } from './poll.ts';

const { signal } = new AbortController();

test('polling reads until the state is the awaited one, and counts its requests', async () => {
  let reads = 0;
  const read = async () => ++reads;
  const { state, requests } = await poll(read, { until: (n) => n === 3, everyMs: 1, signal });
  expect([state, requests]).toEqual([3, 3]);
});

test('polling ends with its signal', async () => {
  const end = new AbortController();
  const polled = poll(async () => end.abort(new Error('over')), {
    until: () => false,
    everyMs: 60_000,
    signal: end.signal,
  });
  await expect(polled).rejects.toThrow('aborted');
});
