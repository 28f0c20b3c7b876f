import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { abortable } from './abortable.ts';

test('work that ends first gives its result, or its error', async () => {
  const { signal } = new AbortController();
  expect(await abortable(signal, Promise.resolve(1))).toBe(1);
  expect(await abortable(undefined, Promise.resolve(2))).toBe(2);
  await expect(abortable(signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('an abort ends the wait with its reason, and what comes later is given back', async () => {
  const stop = new AbortController();
  const late: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const waited = abortable(stop.signal, promise, (result) => late.push(result));
  stop.abort(new Error('interrupted'));
  await expect(waited).rejects.toThrow('interrupted');
  resolve('stream');
  await delay(0);
  expect(late).toEqual(['stream']);
});

test('a signal that has aborted before is heard', async () => {
  const never = new Promise<never>(() => undefined);
  await expect(abortable(AbortSignal.abort(new Error('before')), never)).rejects.toThrow('before');
});

test('work that fails after the abort ends nothing', async () => {
  const late = delay(5).then(() => Promise.reject(new Error('late')));
  await expect(abortable(AbortSignal.abort(new Error('before')), late)).rejects.toThrow('before');
  await delay(10);
});
