import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { attachExec, type Docker, execInNode } from './node-exec.ts';

/** An engine that answers `start` after a while, with a stream that the test has. */
function engine(startMs = 0, ends: { Running: boolean; ExitCode: number | null }[] = []) {
  const stream = new PassThrough();
  const exec = {
    start: () => delay(startMs, stream),
    inspect: async () => ends.shift() ?? { Running: false, ExitCode: 0 },
  };
  const docker = {
    getContainer: () => ({ exec: async () => exec }),
    modem: { demuxStream: () => undefined },
  };
  return { docker: docker as unknown as Docker, stream };
}

const streams = () => ({ stdout: new PassThrough(), stderr: new PassThrough() });
const ways = {
  execInNode: (docker: Docker, signal?: AbortSignal) => execInNode(docker, 'x', ['tail'], { signal }),
  attachExec: (docker: Docker, signal?: AbortSignal) =>
    attachExec(docker, 'x', { command: ['tail'], ...streams(), signal }),
};

test.each(Object.entries(ways))('%s hears an abort while the engine has not answered yet', async (_, run) => {
  const stop = new AbortController();
  const { docker, stream } = engine(60);
  const ended = run(docker, stop.signal);
  setTimeout(() => stop.abort(new Error('interrupted')), 10);
  await expect(ended).rejects.toThrow('interrupted');
  // The stream that comes later is not left open.
  await expect.poll(() => stream.destroyed).toBe(true);
});

test.each(Object.entries(ways))('%s hears an abort while the command runs', async (_, run) => {
  const stop = new AbortController();
  const { docker, stream } = engine();
  setTimeout(() => stop.abort(new Error('interrupted')), 30);
  await expect(run(docker, stop.signal)).rejects.toThrow('interrupted');
  expect(stream.destroyed).toBe(true);
});

test.each(Object.entries(ways))(
  '%s ends when the engine closes the stream without an end',
  async (_, run) => {
    const { docker, stream } = engine();
    setTimeout(() => stream.destroy(), 30);
    await run(docker);
  },
);

test('a command has ended when the engine has noted its end', async () => {
  const { docker, stream } = engine(0, [
    { Running: true, ExitCode: null },
    { Running: true, ExitCode: null },
    { Running: false, ExitCode: 3 },
  ]);
  setTimeout(() => stream.end(), 10);
  stream.resume();
  expect(await execInNode(docker, 'x', ['false'])).toMatchObject({ exitCode: 3 });
});
