import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { followAgentLog } from './logs.ts';
import type { ClusterNode } from './node.ts';
import type { Docker } from './node-exec.ts';

const node = { name: 'server-1', containerId: 'x' } as ClusterNode;

/** An engine whose `tail` says what is written to this; after a start of the container, to the next. */
function engineOf(...streams: PassThrough[]): Docker {
  return {
    getContainer: () => ({ exec: async () => ({ start: async () => streams.shift() }) }),
    getEvents: async () => (streams.length > 0 ? Readable.from(['{}']) : new PassThrough()),
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

test('the log is copied anew when its node has rebooted', async () => {
  await using folder = await tempFolder('logs');
  const [first, second] = [new PassThrough(), new PassThrough()];
  const copied = () => readFile(join(folder.path, 'logs/server-1.log'), 'utf8');
  {
    const options = { runDir: folder.path, onCut: undefined };
    await using _log = await followAgentLog(engineOf(first, second), node, options);
    first.write('one\n');
    await expect.poll(copied).toBe('one\n');
    first.destroy();
    second.write('one\ntwo\n');
    await expect.poll(copied).toBe('one\ntwo\n');
  }
  expect(await copied()).toBe('one\ntwo\n');
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
