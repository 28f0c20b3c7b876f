import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { base64, execServer, framesOf, text } from './fake-exec.ts';
import { NomadClient } from './index.ts';

const out = (value: string) => text({ stdout: { data: base64(value) } });
const err = (value: string) => text({ stderr: { data: base64(value) } });

/** Answers the exec before its command has started, as the docker driver may, the first `times` times. */
async function answeredEarly(times: number) {
  let runs = 0;
  await using fake = await execServer((socket: Socket, url: string) => {
    runs += 1;
    if (runs <= times) return void socket.write(text({ exited: true, result: { exit_code: 0 } }));
    const [, , , , , end = ''] = JSON.parse(new URL(url, 'http://x').searchParams.get('command') ?? '[]');
    for (const frame of [out(`1\n${end}`), err(end)]) socket.write(frame);
    socket.on('data', () => socket.write(text({ exited: true, result: {} })));
  });
  await using client = new NomadClient({ address: fake.address });
  const result = client.allocations.shell('id', { task: 'main', script: 'echo 1' });
  return { result: await result.catch((error: unknown) => error), runs };
}

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

test('a script whose exec was answered before it started is run again', async () => {
  expect(await answeredEarly(2)).toEqual({ result: { exitCode: 0, stdout: '1\n', stderr: '' }, runs: 3 });
});

test('an exec that is answered too early every time is an error of Nomad', async () => {
  const { result, runs } = await answeredEarly(9);
  expect(result).toMatchObject({ code: 'NOMAD_EXEC' });
  expect(runs).toBe(5);
});

test('a shell that was killed is not run again', async () => {
  let runs = 0;
  await using fake = await execServer((socket: Socket) => {
    runs += 1;
    socket.write(text({ exited: true, result: { exit_code: 137 } }));
  });
  await using client = new NomadClient({ address: fake.address });
  expect(await client.allocations.shell('id', { task: 'main', script: 'echo 1' })).toMatchObject({
    exitCode: 137,
  });
  expect(runs).toBe(1);
});
