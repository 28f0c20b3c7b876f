import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { unreadInputIsNoFailure } from './unread-input.ts';

test('a program that ends before it has read its input ends nothing else', async () => {
  using _ = unreadInputIsNoFailure();
  const program = spawn('sh', ['-c', 'exec <&-; exit 7']);
  // More than a pipe holds: it is still being written when the program ends.
  program.stdin.write('x'.repeat(1_000_000));
  const [code] = await once(program, 'close');
  expect(code).toBe(7);
});
