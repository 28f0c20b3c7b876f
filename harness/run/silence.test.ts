import { readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { awaitedLater } from '../awaited-later.ts';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import { watchSilence } from './silence.ts';
import { suiteFilters } from './suite-files.ts';
import { runVitest } from './suites-process.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder('silence');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await folder[Symbol.asyncDispose]();
});

/** Whether the watch has given up after each of these times without a sign. */
async function givenUp({ longestMs, slack }: { longestMs: number; slack: number }, ...times: number[]) {
  vi.useFakeTimers();
  const file = join(folder.path, 'sign');
  writeFileSync(file, JSON.stringify({ longestMs, open: ['a.e2e.ts > hangs'] }));
  using watch = watchSilence(file, { slack, everyMs: 10 });
  const states: boolean[] = [];
  for (const ms of times) {
    await vi.advanceTimersByTimeAsync(ms);
    states.push(watch.signal.aborted);
    utimesSync(file, new Date(), new Date(Date.now() + states.length * 1000));
  }
  return { states, reason: watch.signal.reason };
}

test('a silence is one that is longer than the longest test may be', async () => {
  const { states, reason } = await givenUp({ longestMs: 1000, slack: 200 }, 1100, 1100, 1300);
  expect(states).toEqual([false, false, true]);
  expect(reason).toMatchObject({
    ...{ code: 'VITEST_SILENT', exitCode: 3, observed: 'not ended: a.e2e.ts > hangs' },
  });
});

/** Processes that have this in their environment. */
const withMark = (mark: string) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  });

test('a test that lets no timer run ends as an error that names it, and leaves no process', async () => {
  symlinkSync(join(import.meta.dirname, '..', '..', 'node_modules'), join(folder.path, 'node_modules'));
  const text = "import { test } from 'vitest'; test('hangs', () => { for (;;); }, 1000);";
  writeFileSync(join(folder.path, 'a.e2e.ts'), text);
  vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
  const run = { projects: ['suites'], filters: suiteFilters(['a.e2e.ts']), silenceMs: 20_000 };
  const { signal } = new AbortController();
  const env = { HANGING: folder.path };
  const ended = awaitedLater(runVitest({ ...run, env, signal, reportTo: join(folder.path, 'output') }));
  await expect.poll(() => withMark(folder.path).length, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(ended).rejects.toMatchObject({
    code: 'VITEST_SILENT',
    observed: 'not ended: a.e2e.ts > hangs',
  });
  await expect.poll(() => withMark(folder.path), { timeout: 10_000 }).toEqual([]);
}, 120_000);
