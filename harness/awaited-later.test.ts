import { once } from 'node:events';
import { expect, test } from 'vitest';
import { awaitedLater } from './awaited-later.ts';

test('a failure before anybody awaits the work is kept for who does', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const work = awaitedLater(Promise.reject(new Error('no disk')));
  const turns = new MessageChannel();
  turns.port1.postMessage('a turn of the event loop');
  await once(turns.port2, 'message');
  turns.port1.close();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
  await expect(work).rejects.toThrow('no disk');
});
