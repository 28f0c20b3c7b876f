import { expect, test } from 'vitest';
import { background } from './background.ts';

const { signal } = new AbortController();

test('a failure waits for who awaits the result', async () => {
  await using work = background(signal, () => Promise.reject(new Error('no disk')));
  await new Promise((resolve) => setImmediate(resolve));
  await expect(work.result).rejects.toThrow('no disk');
});

test('the disposal aborts the work and waits for its end', async () => {
  let cleaned = false;
  {
    await using _work = background(signal, async (own) => {
      await new Promise((resolve) => own.addEventListener('abort', resolve));
      await new Promise((resolve) => setImmediate(resolve));
      cleaned = true;
    });
  }
  expect(cleaned).toBe(true);
});
