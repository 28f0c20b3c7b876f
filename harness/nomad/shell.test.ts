import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { base64, execServer, framesOf, text } from './fake-exec.ts';
import { NomadClient } from './index.ts';

const out = (value: string) => text({ stdout: { data: base64(value) } });
const err = (value: string) => text({ stderr: { data: base64(value) } });

/** Runs `echo 1` on a server that has `says` for its end marker, and notes what came in after each frame. */
async function run(says: (end: string) => Buffer[], tty = false) {
  const seen: string[] = [];
  await using fake = await execServer((socket: Socket, url: string) => {
    const [, , , , , end = ''] = JSON.parse(new URL(url, 'http://x').searchParams.get('command') ?? '[]');
    const frames = says(end);
    socket.on('data', (data) => {
      for (const { stdin } of framesOf(data)) seen.push(stdin?.close ? 'closed' : String(stdin?.data));
      if (seen.length > 0) socket.write(text({ exited: true, result: { exit_code: 4 } }));
    });
    const next = () => {
      const frame = frames.shift();
      if (!frame) return;
      socket.write(frame, () => setImmediate(next));
    };
    next();
  });
  await using client = new NomadClient({ address: fake.address });
  const result = await client.allocations.shell('id', { task: 'main', script: 'echo 1', tty });
  return { result, seen };
}

test('the input is closed when both outputs have come to their end, and the end is not part of them', async () => {
  const { result, seen } = await run((end) => [
    out('1\n'),
    out(end.slice(0, 9)),
    out(end.slice(9)),
    err(end),
  ]);
  expect(result).toEqual({ exitCode: 4, stdout: '1\n', stderr: '' });
  expect(seen).toEqual(['closed']);
});

test('a terminal has one output, and its input is ended by the character for it', async () => {
  const { result, seen } = await run((end) => [out(`/dev/pts/0\r\n${end}`)], true);
  expect(result).toEqual({ exitCode: 4, stdout: '/dev/pts/0\r\n', stderr: '' });
  expect(seen).toEqual([base64('\x04')]);
});
