import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { tempFolder } from '../../harness/temp-folder.ts';
import { socketOf } from './jobs.ts';

test('the path of a bare driver’s socket is one that a socket can have', async () => {
  await using folder = await tempFolder('bare');
  // The highest process number that Linux gives has seven digits.
  const widest = folder.path.replace(`-${process.pid}-`, '-4194304-');
  expect(socketOf(widest, 'c10', randomUUID()).length).toBeLessThanOrEqual(107);
});
