import { once } from 'node:events';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const module = join(import.meta.dirname, 'parent-process.ts');

/** Node with this code; what it starts has the same standard output. */
const node = (code: string) =>
  execa(process.execPath, ['--input-type=module', '-e', code], { reject: false, buffer: false });

test('it ends with a parent that was killed', async () => {
  const child = `import { underParent } from ${JSON.stringify(module)};
    underParent(); console.log('up'); setInterval(() => {}, 1000);`;
  const parent = node(`import { spawn } from 'node:child_process';
    spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(child)}], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });`);
  await once(parent.stdout, 'data');
  const closed = once(parent.stdout, 'close');
  parent.kill('SIGKILL');
  // By its end alone: the pipe is the child's, too.
  await closed;
  expect((await parent).signal).toBe('SIGKILL');
});

test('it is not kept alive by its parent', async () => {
  const code = `import { underParent } from ${JSON.stringify(module)}; underParent();`;
  const child = execa(process.execPath, ['--input-type=module', '-e', code], { ipc: true });
  expect((await child).exitCode).toBe(0);
});
