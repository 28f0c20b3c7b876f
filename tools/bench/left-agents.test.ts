import { execa } from 'execa';
import { expect, test } from 'vitest';
import { tempFolder } from '../../harness/temp-folder.ts';
import { endProcessesOf } from './left-agents.ts';

test('processes that name something in the folder are ended, and no other', async () => {
  await using folder = await tempFolder('trial');
  const waiting = (name: string) =>
    execa(process.execPath, ['-e', "process.stdin.resume(); console.log('up')", '--', `-config=${name}`], {
      reject: false,
    });
  const [own, other] = [waiting(`${folder.path}/agent.json`), waiting(`${folder.path}-else/agent.json`)];
  await Promise.all([own, other].map((child) => child.stdout.take(1).toArray()));

  await endProcessesOf(folder.path);
  expect((await own).signal).toBe('SIGKILL');
  other.stdin?.end();
  expect((await other).exitCode).toBe(0);
});
