import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { followAgentLog } from './logs.ts';
import type { ClusterNode } from './node.ts';
import type { Docker } from './node-exec.ts';

const node = { name: 'server-1', containerId: 'x' } as ClusterNode;

/** An engine whose `tail` says what is written to this. */
function engineOf(stream: PassThrough): Docker {
  return {
    getContainer: () => ({ exec: async () => ({ start: async () => stream }) }),
    modem: { demuxStream: (from: Readable, to: PassThrough) => from.pipe(to) },
  } as unknown as Docker;
}

test('the log of an agent is whole when it is disposed', async () => {
  await using folder = await tempFolder('logs');
  const stream = new PassThrough();
  const cut: string[] = [];
  {
    await using _log = await followAgentLog(engineOf(stream), node, {
      runDir: folder.path,
      onCut: (line) => cut.push(line),
    });
    stream.write('one\ntwo');
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await readFile(join(folder.path, 'logs/server-1.log'), 'utf8')).toBe('one\ntwo');
  expect(cut).toEqual([]);
});

test('on a full disk the log is cut, which is told once', async () => {
  await using folder = await tempFolder('logs');
  await mkdir(join(folder.path, 'logs'));
  await symlink('/dev/full', join(folder.path, 'logs/server-1.log'));
  const stream = new PassThrough();
  const told = Promise.withResolvers<string>();
  const cut: string[] = [];
  const onCut = (line: string) => {
    cut.push(line);
    told.resolve(line);
  };
  {
    await using _log = await followAgentLog(engineOf(stream), node, { runDir: folder.path, onCut });
    stream.write('a line of the agent\n'.repeat(10_000));
    await told.promise;
    stream.write('a line of the agent\n'.repeat(10_000));
  }
  expect(cut).toEqual([expect.stringMatching(/^the log of server-1 is cut, .*: ENOSPC: no space left/)]);
});
