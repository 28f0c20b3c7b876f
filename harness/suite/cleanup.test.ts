import { expect, test } from 'vitest';
import { CleanupStack } from './cleanup.ts';

test('steps run in reverse, each once, and one that defers another gets it run too', async () => {
  const order: string[] = [];
  const stack = new CleanupStack();
  stack.defer('first', () => order.push('first'));
  stack.defer('second', () => stack.defer('late', () => order.push('late')));
  await stack.run();
  await stack.run();
  expect(order).toEqual(['late', 'first']);
});

test('goes on after errors and names every failed step', async () => {
  const order: string[] = [];
  const stack = new CleanupStack();
  stack.defer('volume', () => Promise.reject(new Error('in use')));
  stack.defer('job', () => order.push('job'));
  stack.defer('file', () => {
    throw new Error('gone');
  });
  const failed = await stack.run().catch((error: unknown) => error);
  expect(order).toEqual(['job']);
  expect(failed).toBeInstanceOf(AggregateError);
  expect(String(failed)).toContain('cleanup "file": gone\ncleanup "volume": in use');
});
