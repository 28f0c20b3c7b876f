import { PassThrough, type Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { bootAgain } from './boot-again.ts';
import type { Docker } from './node-exec.ts';

const node = { name: 'client-1', containerId: 'x' };

/** An engine whose container prints this when it is started, and then ends. */
function engineOf(printed: string[], { running = false } = {}) {
  const calls: string[] = [];
  const container = {
    inspect: async () => ({
      State: { Running: running, StartedAt: '2026-01-01T00:00:01.5Z' },
      NetworkSettings: { Ports: { '4646/tcp': [{ HostPort: '49160' }] } },
    }),
    start: async () => void calls.push('start'),
    logs: async ({ since }: { since: number }) => {
      calls.push(`logs since ${since - Date.parse('2026-01-01T00:00:00Z') / 1000}`);
      const stream = new PassThrough();
      stream.end(printed.map((line) => `${line}\n`).join(''));
      return stream;
    },
  };
  const docker = {
    getContainer: () => container,
    modem: { demuxStream: (from: Readable, to: PassThrough) => from.pipe(to, { end: false }) },
  };
  return { docker: docker as unknown as Docker, calls };
}

test('a node that has ended is up when it says so after its start', async () => {
  const { docker, calls } = engineOf(['node-init: no bridge networks: x', 'node-init: node up']);
  expect(await bootAgain(docker, node)).toBe('49160');
  expect(calls).toEqual(['start', 'logs since 1.5']);
});

test('a node that runs is left alone', async () => {
  const { docker, calls } = engineOf([], { running: true });
  expect(await bootAgain(docker, node)).toBeUndefined();
  expect(calls).toEqual([]);
});

test('a node that ends at its start fails with the last that it printed', async () => {
  const { docker } = engineOf(["node-init: the node's Docker engine ended: no space"]);
  await expect(bootAgain(docker, node)).rejects.toThrow(
    "node-init ended: node-init: the node's Docker engine ended",
  );
});
