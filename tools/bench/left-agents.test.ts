import { execa } from 'execa';
import { expect, test } from 'vitest';
import { tempFolder } from '../../harness/temp-folder.ts';
import { endProcessesOf, markOf } from './left-agents.ts';

const waits = "process.stdin.resume(); console.log('up')";
/** Starts another in its place, as an agent starts an executor, with the environment that it has. */
const starts = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(waits)}], { stdio: 'inherit' })`;

test('processes with the mark of the folder are ended, also those that they have started, and no others', async () => {
  await using folder = await tempFolder('trial');
  const run = (code: string, env: Record<string, string>, ...args: string[]) =>
    execa(process.execPath, ['-e', code, '--', ...args], { reject: false, env });
  const own = run(waits, markOf(folder.path));
  const parent = run(starts, markOf(folder.path));
  const other = run(waits, markOf(`${folder.path}-else`));
  const reader = run(waits, {}, `${folder.path}/agent.log`);
  const all = [own, parent, other, reader];
  await Promise.all(all.map((child) => child.stdout.take(1).toArray()));

  await endProcessesOf(folder.path);
  expect((await own).signal).toBe('SIGKILL');
  // Its output ends with the last process that has it.
  expect((await parent).signal).toBe('SIGKILL');
  for (const child of [other, reader]) {
    child.stdin?.end();
    expect((await child).exitCode).toBe(0);
  }
});
