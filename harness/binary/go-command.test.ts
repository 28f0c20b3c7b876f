import { existsSync } from 'node:fs';
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

test('a program that is not there is told apart', async () => {
  expect(await runGroup('no-such-program', [], quiet)).toMatchObject({ failed: true, code: 'ENOENT' });
});

/** True for a process that is there and is not a zombie that waits for a parent. */
const alive = async (pid: number) =>
  existsSync(`/proc/${pid}`) &&
  !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: Z'));

test.skipIf(process.platform !== 'linux')(
  'an abort ends the whole group, also what does not hear a signal',
  async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'pids');
    const abort = new AbortController();
    // The child keeps our pipe open, so that the end of its parent alone would leave us waiting.
    const script = `sleep 300 & sh -c 'trap "" TERM; sleep 300 & wait; sleep 300' & echo $$ $! > ${file}; echo up >&2; wait`;
    const onLine = () => abort.abort(new Error('enough'));
    const run = runGroup('sh', ['-c', script], { ...quiet, signal: abort.signal, onLine });
    await expect(run).rejects.toThrow('enough');
    const pids = (await readFile(file, 'utf8')).trim().split(' ').map(Number);
    expect(pids.length).toBe(2);
    expect(await Promise.all(pids.map(alive))).toEqual([false, false]);
  },
);

test('after an abort nothing is started', async () => {
  await expect(
    runGroup('true', [], { ...quiet, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
});
