import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGroup } from './go-command.ts';
import { testFolder } from './test-help.ts';

const { signal } = new AbortController();
const quiet = { cwd: '/', env: { WORD: 'from us' }, signal };

test('output, environment, lines and failure come back', async () => {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const result = await runGroup('sh', ['-c', 'echo "$WORD"; echo one >&2; echo two >&2; exit 3'], {
    ...quiet,
    onLine,
  });
  expect(result).toEqual({ failed: true, code: undefined, stdout: 'from us', stderr: 'one\ntwo' });
  expect(lines).toEqual(['one', 'two']);
  expect(await runGroup('true', [], quiet)).toMatchObject({ failed: false });
});

test('a missing program is a distinct failure', async () => {
  expect(await runGroup('no-such-program', [], quiet)).toMatchObject({ failed: true, code: 'ENOENT' });
});

/** Settles when the process is gone, a zombie or not there; a killed one closes its pipes a moment before. */
async function gone(pid: number): Promise<void> {
  const zombie = async () =>
    /^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: Z'));
  while (!(await zombie())) await new Promise((next) => setImmediate(next));
}

const linux = test.skipIf(process.platform !== 'linux');

/** The script's `pids` are gone, and the run has ended. */
async function leavesNothing(
  script: (file: string) => string,
  abort: AbortController | undefined,
): Promise<void> {
  await using folder = await testFolder();
  const file = join(folder.path, 'pids');
  const onLine = () => abort?.abort(new Error('enough'));
  const run = runGroup('sh', ['-c', script(file)], { ...quiet, signal: abort?.signal ?? signal, onLine });
  if (abort) await expect(run).rejects.toThrow('enough');
  else await expect(run).resolves.toMatchObject({ failed: false });
  const pids = (await readFile(file, 'utf8')).trim().split(' ').map(Number);
  expect(pids.length).toBe(2);
  // Left alone, the sleeping one would go on for 300 s, longer than this test may take.
  await Promise.all(pids.map(gone));
}

linux('an abort ends the whole group', async () => {
  await leavesNothing((file) => `sleep 300 & echo $$ $! > ${file}; echo up >&2; wait`, new AbortController());
});

linux('an abort ends what ignores SIGTERM, too', async () => {
  const script = (file: string) => `trap "" TERM; sleep 300 & echo $$ $! > ${file}; echo up >&2; wait`;
  await leavesNothing(script, new AbortController());
});

linux('what a program leaves in its group ends with it', async () => {
  await leavesNothing((file) => `sleep 300 & echo $$ $! > ${file}`, undefined);
});

test('after an abort nothing is started', async () => {
  await expect(
    runGroup('true', [], { ...quiet, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
});
